// Checks that every Mermaid diagram of the given pages parses: node check.mjs README.md docs/*.md
import { readFileSync } from 'node:fs';
import { parseDiagrams } from './diagrams.mjs';

let parsed = 0;
const problems = [];
for (const file of process.argv.slice(2)) {
	const result = await parseDiagrams(file, readFileSync(file, 'utf8'));
	parsed += result.parsed;
	problems.push(...result.problems);
}
problems.forEach((problem) => console.error(problem));
console.log(`${parsed} diagrams parse, ${problems.length} do not`);
// None at all: these are not the pages with diagrams
process.exitCode = (problems.length > 0 || parsed === 0) ? 1 : 0;
