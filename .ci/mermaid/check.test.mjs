import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseDiagrams } from './diagrams.mjs';

const right = {
	flowchart: ['flowchart LR', 'a[one] --> b[two]'],
	states: ['stateDiagram-v2', '[*] --> Following', 'Following --> Leading: granted'],
	sequence: ['sequenceDiagram', 'participant A', 'A->>B: renew'],
	gantt: ['gantt', 'dateFormat ss', 'section lease', 'held :a, 00, 15'],
};

const wrong = {
	flowchart: ['flowchart LR', 'a[one] --> b[two'],
	states: ['stateDiagram-v2', '[*] --> Following', 'Following --> --> Leading'],
	sequence: ['sequenceDiagram', 'participant A', 'A->>: renew'],
	gantt: ['gantt', 'dateFormat ss', 'section'],
	unknown: ['nothing of the kind'],
};

function page(...diagrams) {
	return ['# A page', ...diagrams.flatMap((diagram) => ['', '```mermaid', ...diagram, '```'])].join('\n');
}

for (const [kind, diagram] of Object.entries(right)) {
	test(`when a diagram is right then it parses: ${kind}`, async () => {
		assert.deepEqual(await parseDiagrams('page.md', page(diagram)), { parsed: 1, problems: [] });
	});
}

for (const [kind, diagram] of Object.entries(wrong)) {
	test(`when a diagram is broken then its file and line are named: ${kind}`, async () => {
		const { parsed, problems } = await parseDiagrams('page.md', page(right.sequence, diagram));
		assert.equal(parsed, 1);
		assert.equal(problems.length, 1);
		const line = Number(/^page\.md:(\d+): this diagram does not parse/.exec(problems[0])[1]);
		assert.ok(line >= 10 && line <= 9 + diagram.length, problems[0]);
	});
}

test('when a diagram has no end then that is a problem', async () => {
	const { problems } = await parseDiagrams('page.md', '```mermaid\nflowchart LR\na --> b\n');
	assert.deepEqual(problems, ['page.md:2: this diagram does not parse: it has no end']);
});

test('when a page shows the source of a diagram then that is no diagram', async () => {
	const text = '````text\n' + page(wrong.sequence) + '\n````';
	assert.deepEqual(await parseDiagrams('page.md', text), { parsed: 0, problems: [] });
});

test('when a page has a broken diagram or none at all then the command fails', () => {
	const folder = mkdtempSync(join(tmpdir(), 'mermaid-'));
	const file = (name, text) => {
		writeFileSync(join(folder, name), text);
		return join(folder, name);
	};
	const run = (...files) => spawnSync(process.execPath, [fileURLToPath(new URL('check.mjs', import.meta.url)), ...files]);
	try {
		const good = file('good.md', page(right.states));
		const bad = file('bad.md', page(wrong.states));
		const none = file('none.md', '# Nothing');
		assert.equal(run(good, none).status, 0);
		assert.equal(run(none).status, 1);
		const { status, stderr } = run(good, bad);
		assert.equal(status, 1);
		assert.match(String(stderr), /bad\.md:\d+: /);
	}
	finally {
		rmSync(folder, { recursive: true });
	}
});
