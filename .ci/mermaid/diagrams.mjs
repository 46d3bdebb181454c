import { JSDOM } from 'jsdom';

// Flow charts and states are sanitised while they are parsed, which needs a window
const { window } = new JSDOM('');
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import('mermaid');

/**
 * Parses every Mermaid diagram of a page. Returns how many parse, and for each other one
 * a problem with file and line.
 */
export async function parseDiagrams(file, page) {
	let parsed = 0;
	const problems = [];
	for (const { line, text } of diagramsOf(page)) {
		try {
			if (text === null) {
				throw new Error('it has no end');
			}
			await mermaid.parse(text);
			parsed++;
		}
		catch (error) {
			const inside = Number(/line (\d+)/.exec(error.message)?.[1] ?? 1);
			const at = line + Math.min(inside, text?.split('\n').length ?? 1) - 1;
			problems.push(`${file}:${at}: this diagram does not parse: ${error.message}`);
		}
	}
	return { parsed, problems };
}

/**
 * The fenced blocks of a page in the language mermaid, each with the number of its first
 * line. The text of one without an end is null.
 */
function diagramsOf(page) {
	const found = [];
	let fence = null;
	let diagram = null;
	page.split('\n').forEach((line, index) => {
		const mark = /^ {0,3}(`{3,}|~{3,})\s*(\S*)/.exec(line);
		if (fence === null && mark) {
			fence = mark[1];
			diagram = (mark[2] === 'mermaid') ? { line: index + 2, lines: [] } : null;
		}
		else if (fence !== null && mark && mark[1].startsWith(fence) && mark[2] === '') {
			if (diagram) {
				found.push({ line: diagram.line, text: diagram.lines.join('\n') });
			}
			fence = null;
			diagram = null;
		}
		else if (diagram) {
			diagram.lines.push(line);
		}
	});
	if (diagram) {
		found.push({ line: diagram.line, text: null });
	}
	return found;
}
