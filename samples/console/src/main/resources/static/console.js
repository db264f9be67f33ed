// Everything that is shown comes from containers and registries, which may be hostile: it
// goes into the page by textContent alone.

import { Screen } from './terminal.js';

const MAX_LINES = 2000;
const MAX_HAPPENINGS = 200;
const ROWS = 24;

const $ = (id) => document.getElementById(id);

if (location.hash.length > 1) {
	sessionStorage.setItem('token', location.hash.slice(1));
	history.replaceState(null, '', location.pathname);
}
const token = sessionStorage.getItem('token') ?? '';

function element(name, text, className) {
	const made = document.createElement(name);
	made.textContent = text ?? '';
	made.className = className ?? '';
	return made;
}

function button(text, action) {
	const made = element('button', text);
	made.type = 'button';
	made.addEventListener('click', () => attempt(action));
	return made;
}

function show(id, text) {
	$(id).textContent = text ?? '';
	$(id).hidden = !text;
}

async function attempt(action) {
	show('notice', '');
	try {
		await action();
	} catch (error) {
		show('notice', error.message);
	}
}

async function call(method, path, body) {
	const headers = { Authorization: `Bearer ${token}` };
	if (body) {
		headers['Content-Type'] = 'application/json';
	}
	const response = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
	if (!response.ok) {
		const text = await response.text();
		let problem = text;
		try {
			problem = JSON.parse(text).detail;
		} catch {
			// Not one of the application's own.
		}
		throw new Error(problem || `${response.status} ${response.statusText}`);
	}
	return response;
}

// ---- what happens, and what containers do

const listeners = { state: showState, happened: showHappening, pull: showPull };

// An EventSource can't send the token.
async function listen() {
	for (;;) {
		let why = 'The console has ended, or can\'t be reached';
		try {
			const response = await call('GET', '/api/events');
			const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
			let rest = '';
			attempt(showImages);
			for (let part = await reader.read(); !part.done; part = await reader.read()) {
				const events = (rest + part.value).split('\n\n');
				rest = events.pop();
				events.forEach(dispatch);
			}
		} catch (error) {
			why = error instanceof TypeError ? why : error.message;
		}
		show('banner', why);
		await new Promise((resolve) => setTimeout(resolve, 2000));
	}
}

function dispatch(event) {
	const field = (name) => event.split('\n').filter((line) => line.startsWith(name + ':'))
		.map((line) => line.slice(name.length + 1)).join('\n');
	listeners[field('event')]?.(JSON.parse(field('data')));
}

const rows = new Map();

function showState(state) {
	show('banner', state.connection === 'CONNECTED' ? '' : 'containerd is away. Containers run on; what they do is reported when it is back.');
	$('daemon').textContent = `containerd ${state.version ?? ''} at ${state.address}`;
	$('empty').hidden = state.containers.length > 0;
	const ids = new Set(state.containers.map((container) => container.id));
	for (const [id, row] of rows) {
		if (!ids.has(id)) {
			row.element.remove();
			rows.delete(id);
		}
	}
	state.containers.forEach((container, index) => {
		if (!rows.has(container.id)) {
			rows.set(container.id, makeRow(container.id));
		}
		const row = rows.get(container.id);
		fillRow(row, container);
		if ($('containers').children[index] !== row.element) {
			$('containers').insertBefore(row.element, $('containers').children[index] ?? null);
		}
	});
}

function makeRow(id) {
	const row = { element: element('tr'), cells: [] };
	for (let i = 0; i < 9; i++) {
		row.cells.push(element('td', '', i >= 6 ? 'number' : ''));
	}
	const path = '/api/containers/' + encodeURIComponent(id);
	const post = (what) => () => call('POST', `${path}/${what}`);
	row.buttons = {
		Logs: button('Logs', () => showLog(id)),
		Terminal: button('Terminal', () => showTerminal(id)),
		Pause: button('Pause', post('pause')),
		Resume: button('Resume', post('resume')),
		Start: button('Start', post('start')),
		Stop: button('Stop', post('stop')),
		Kill: button('Kill', post('kill')),
		Remove: button('Remove', () => call('DELETE', path))
	};
	const actions = element('td');
	actions.append(...Object.values(row.buttons));
	row.element.append(...row.cells, actions);
	return row;
}

function fillRow(row, container) {
	const usage = container.usage ?? {};
	const exited = container.status === 'EXITED';
	let state = container.status.toLowerCase();
	if (exited) {
		state += container.exitCode === null ? ', code unknown' : ` with ${container.exitCode}`;
	}
	if (container.run > 1) {
		state += `, run ${container.run}`;
	}
	if (container.oomKilled) {
		state += ', out of memory';
	}
	if (container.timedOut) {
		state += ', time was up';
	}
	if (container.kept) {
		state += ', kept';
	}
	const memory = bytes(usage.memory) + (usage.memoryLimit == null ? '' : ' of ' + bytes(usage.memoryLimit));
	[container.id, state, container.image ?? 'a directory', container.command,
		[...container.networks, ...container.ports].join(' '), age(container.createdAt),
		usage.cpuPercent == null ? '' : usage.cpuPercent.toFixed(1) + ' %', memory, usage.pids]
		.forEach((text, i) => {
			row.cells[i].textContent = text ?? '';
			row.cells[i].title = text ?? '';
		});
	row.element.className = exited ? 'exited' : '';
	row.buttons.Terminal.hidden = row.buttons.Pause.hidden = container.status !== 'RUNNING';
	row.buttons.Resume.hidden = container.status !== 'PAUSED';
	row.buttons.Start.hidden = !container.kept;
	row.buttons.Stop.hidden = row.buttons.Kill.hidden = exited;
}

function bytes(count) {
	if (count == null) {
		return '';
	}
	return count < 1048576 ? `${Math.round(count / 1024)} KiB` : `${(count / 1048576).toFixed(1)} MiB`;
}

function age(createdAt) {
	const seconds = Math.max(0, Math.round((Date.now() - Date.parse(createdAt)) / 1000));
	return seconds < 120 ? `${seconds} s` : seconds < 7200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}

function showHappening(happening) {
	const item = element('li');
	let text = [happening.containerId, happening.what].filter(Boolean).join(' ');
	if (happening.exitCode !== null) {
		text += ` with ${happening.exitCode}`;
	}
	text += happening.oomKilled ? ', out of memory' : '';
	text += happening.message ? `: ${happening.message}` : '';
	item.append(element('time', new Date(happening.at).toLocaleTimeString()), element('span', text));
	$('happenings').prepend(item);
	while ($('happenings').children.length > MAX_HAPPENINGS) {
		$('happenings').lastChild.remove();
	}
}

// ---- output and terminal

let socket;

function connect(id, what, title) {
	closeOutput();
	$('output').hidden = false;
	$('output-title').textContent = title;
	const url = new URL(`/api/containers/${encodeURIComponent(id)}/${what}`, location.href);
	url.protocol = 'ws:';
	const opened = new WebSocket(url, ['console', token]);
	opened.binaryType = 'arraybuffer';
	opened.addEventListener('close', () => {
		if (socket === opened) {
			$('output-title').textContent = `${title} (ended)`;
		}
	});
	socket = opened;
	return opened;
}

function closeOutput() {
	socket?.close();
	socket = undefined;
	$('output').hidden = $('log').hidden = $('screen').hidden = true;
	$('log').replaceChildren();
	$('screen').replaceChildren();
}

function showLog(id) {
	const opened = connect(id, 'logs', `Output of ${id}`);
	const log = $('log');
	log.hidden = false;
	opened.addEventListener('message', (message) => {
		if (socket !== opened) {
			return;
		}
		const line = message.data.startsWith('{') ? JSON.parse(message.data) : { text: message.data, stream: '', complete: true };
		const atEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 20;
		log.append(element('span', line.text + (line.complete ? '\n' : ''), line.stream.toLowerCase()));
		while (log.children.length > MAX_LINES) {
			log.firstChild.remove();
		}
		if (atEnd) {
			log.scrollTop = log.scrollHeight;
		}
	});
}

let type = () => {};

function showTerminal(id) {
	const opened = connect(id, 'terminal', `Terminal in ${id}`);
	const view = $('screen');
	view.hidden = false;
	const encoder = new TextEncoder();
	const decoder = new TextDecoder();
	type = (text) => {
		// The server takes messages of 8 KiB.
		for (let at = 0; opened.readyState === WebSocket.OPEN && at < text.length; at += 2000) {
			opened.send(encoder.encode(text.slice(at, at + 2000)));
		}
	};
	const screen = new Screen(columns(), ROWS, (answer) => type(answer));
	let drawing = false;
	const draw = () => {
		drawing = false;
		const [before, cursor, after] = screen.text();
		view.replaceChildren(element('span', before), element('span', cursor, 'cursor'), element('span', after));
		view.scrollTop = view.scrollHeight;
	};
	const drawSoon = () => {
		if (!drawing) {
			drawing = true;
			requestAnimationFrame(draw);
		}
	};
	const fit = () => {
		screen.resize(columns(), ROWS);
		opened.send(`${screen.columns}x${screen.rows}`);
		drawSoon();
	};
	opened.addEventListener('open', () => {
		fit();
		view.focus();
		addEventListener('resize', fit);
	});
	opened.addEventListener('close', () => removeEventListener('resize', fit));
	opened.addEventListener('message', (message) => {
		if (socket === opened) {
			screen.write(typeof message.data === 'string' ? message.data : decoder.decode(message.data, { stream: true }));
			drawSoon();
		}
	});
}

function columns() {
	const probe = element('span', 'm'.repeat(100));
	$('screen').append(probe);
	const width = probe.getBoundingClientRect().width / 100;
	probe.remove();
	return Math.min(Math.max(20, Math.floor(($('screen').clientWidth - 16) / width)), 300);
}

const KEYS = {
	Enter: '\r', Backspace: '\x7f', Tab: '\t', Escape: '\x1b', Delete: '\x1b[3~', Home: '\x1b[H', End: '\x1b[F',
	PageUp: '\x1b[5~', PageDown: '\x1b[6~', ArrowUp: '\x1b[A', ArrowDown: '\x1b[B', ArrowRight: '\x1b[C', ArrowLeft: '\x1b[D'
};

function typed(event) {
	if (event.metaKey || event.altKey || (event.ctrlKey && event.shiftKey)) {
		return undefined;
	}
	if (event.ctrlKey) {
		return /^[a-z]$/i.test(event.key) && event.key !== 'v' ? String.fromCharCode(event.key.toUpperCase().charCodeAt(0) - 64) : undefined;
	}
	return KEYS[event.key] ?? ([...event.key].length === 1 ? event.key : undefined);
}

$('screen').addEventListener('keydown', (event) => {
	const text = typed(event);
	if (text !== undefined) {
		event.preventDefault();
		type(text);
	}
});
$('screen').addEventListener('paste', (event) => {
	event.preventDefault();
	type(event.clipboardData.getData('text').replace(/\r?\n/g, '\r'));
});
$('output-close').addEventListener('click', closeOutput);

// ---- images

async function showImages() {
	const names = await (await call('GET', '/api/images')).json();
	$('images').replaceChildren(...names.map((name) => {
		const item = element('li');
		item.append(element('span', name), button('Remove', async () => {
			await call('DELETE', '/api/images?reference=' + encodeURIComponent(name));
			await showImages();
		}));
		return item;
	}));
	$('known-images').replaceChildren(...names.map((name) => {
		const option = element('option');
		option.value = name;
		return option;
	}));
}

const pulls = new Map();

function showPull(pull) {
	if (!pulls.has(pull.image)) {
		pulls.set(pull.image, element('li'));
		$('pulls').append(pulls.get(pull.image));
	}
	const item = pulls.get(pull.image);
	if (!pull.ended) {
		item.textContent = `${pull.image}: ${bytes(pull.there)} of ${bytes(pull.total)}, ${pull.unpacked} layers unpacked`;
	} else if (pull.failure) {
		item.textContent = `${pull.image}: ${pull.failure}`;
	} else {
		item.remove();
		pulls.delete(pull.image);
		attempt(showImages);
	}
}

$('pull').addEventListener('submit', (event) => {
	event.preventDefault();
	attempt(() => call('POST', '/api/images?reference=' + encodeURIComponent($('pull-reference').value.trim())));
});

// ---- run

$('run').addEventListener('submit', (event) => {
	event.preventDefault();
	const value = (name) => $('run-' + name).value.trim() || null;
	const number = (name) => value(name) && Number(value(name));
	attempt(async () => {
		const response = await call('POST', '/api/containers', {
			id: value('id'), image: value('image'), command: value('command'), memory: value('memory'), cpus: number('cpus'),
			pids: number('pids'), timeoutSeconds: number('timeout'), ports: value('ports'), network: value('network'), restart: value('restart'), keep: $('run-keep').checked
		});
		showLog((await response.json()).id);
	});
});

listen();
