// Shells in containers. They stay open while one looks at something else.

import { h, setText } from './dom.js';
import { session, socket } from './api.js';
import { store } from './store.js';
import { asking, button } from './ui.js';

const sessions = new Map();
const PART = 2000;

let loading;

// xterm.js writes the sizes of its cells into style elements, which the policy of the page does not
// allow: they become style sheets of the document instead.
function styleElement(original) {
	const element = original.call(document, 'template');
	const sheet = new CSSStyleSheet();
	document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
	Object.defineProperty(element, 'textContent', { get: () => '', set: (text) => sheet.replaceSync(text) });
	Object.defineProperty(element, 'sheet', { value: sheet });
	element.remove = () => {
		document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
		Element.prototype.remove.call(element);
	};
	return element;
}

function load() {
	loading ??= (async () => {
		const original = document.createElement;
		document.createElement = (name, options) => name === 'style' ? styleElement(original) : original.call(document, name, options);
		await new Promise((resolve, reject) => {
			const style = h('link', { rel: 'stylesheet', href: 'lib/xterm.css' });
			style.addEventListener('load', resolve);
			style.addEventListener('error', () => reject(new Error('The terminal can\'t be loaded')));
			document.head.append(style);
		});
		const [xterm, fit, links] = await Promise.all([import('../lib/xterm.mjs'), import('../lib/addon-fit.mjs'), import('../lib/addon-web-links.mjs')]);
		return { Terminal: xterm.Terminal, FitAddon: fit.FitAddon, WebLinksAddon: links.WebLinksAddon };
	})();
	return loading;
}

class Shell {

	constructor(id, number) {
		this.id = id;
		this.number = number;
		this.place = h('div', { class: 'screen' });
		this.ready = this.open();
	}

	async open() {
		const { Terminal, FitAddon, WebLinksAddon } = await load();
		this.terminal = new Terminal({
			fontSize: 13, fontFamily: 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace', scrollback: 5000, cursorBlink: true, screenReaderMode: false,
			theme: { background: '#14181d', foreground: '#e4e8ec', cursor: '#8fd3bd', selectionBackground: '#3b5b78' }
		});
		this.fitting = new FitAddon();
		this.terminal.loadAddon(this.fitting);
		this.terminal.loadAddon(new WebLinksAddon((event, address) => window.open(address, '_blank', 'noopener,noreferrer')));
		this.terminal.open(this.place);
		this.terminal.textarea.setAttribute('aria-label', `Terminal ${this.number} in ${this.id}. Control and ] leave it.`);
		this.terminal.attachCustomKeyEventHandler((event) => {
			if (event.type === 'keydown' && event.ctrlKey && event.key === ']') {
				event.preventDefault();
				this.leave?.();
				return false;
			}
			if (event.type === 'keydown' && event.ctrlKey && event.shiftKey && event.key === 'C' && this.terminal.hasSelection()) {
				event.preventDefault();
				navigator.clipboard?.writeText(this.terminal.getSelection());
				return false;
			}
			return !(event.ctrlKey && event.shiftKey && event.key === 'V');
		});
		this.terminal.onData((text) => this.type(text));
		this.terminal.onResize(() => this.resize());
		this.connect();
	}

	connect() {
		this.ended = false;
		const opened = this.socket = socket(this.id, 'terminal');
		opened.addEventListener('open', () => this.resize());
		opened.addEventListener('message', (message) => this.terminal.write(typeof message.data === 'string' ? message.data : new Uint8Array(message.data)));
		opened.addEventListener('close', () => {
			this.ended = true;
			this.terminal.write('\r\n\x1b[2m[The shell has ended. Enter opens a new one.]\x1b[0m\r\n');
			this.changed?.();
		});
	}

	type(text) {
		if (this.ended) {
			if (text === '\r') {
				this.terminal.reset();
				this.connect();
				this.changed?.();
			}
			return;
		}
		const bytes = new TextEncoder().encode(text);
		// The server takes messages of 8 KiB.
		for (let at = 0; this.socket.readyState === WebSocket.OPEN && at < bytes.length; at += PART) {
			this.socket.send(bytes.slice(at, at + PART));
		}
	}

	resize() {
		if (this.socket?.readyState === WebSocket.OPEN) {
			this.socket.send(`${this.terminal.cols}x${this.terminal.rows}`);
		}
	}

	fit() {
		if (this.place.isConnected && this.place.clientHeight > 0) {
			this.fitting?.fit();
		}
	}

	close() {
		this.socket?.close();
		this.terminal?.dispose();
		this.place.remove();
	}

}

export function terminalTab(place, id) {
	if (!session.terminal) {
		place.replaceChildren(h('p', { class: 'blank' }, 'You may not open a terminal here. Whoever runs the application can allow it with libcontainerd.console.terminal and terminal-roles.'));
		return () => {};
	}
	if (!sessions.has(id)) {
		sessions.set(id, { shells: [], next: 1, current: undefined });
	}
	const mine = sessions.get(id);
	const tabs = h('div', { class: 'shells', role: 'group', 'aria-label': 'Shells' });
	const stage = h('div', { class: 'stage' });
	const hint = h('span', { class: 'dim' }, h('kbd', null, 'Ctrl ]'), ' leaves the terminal');
	place.replaceChildren(h('div', { class: 'terminal-page' }, h('div', { class: 'toolbar' }, tabs, hint), stage));

	const leave = () => tabs.querySelector('[aria-pressed=true]')?.focus();
	function open() {
		const shell = new Shell(id, mine.next++);
		mine.shells.push(shell);
		show(shell);
	}
	async function show(shell) {
		mine.current = shell;
		shell.leave = leave;
		shell.changed = drawTabs;
		stage.replaceChildren(shell.place);
		drawTabs();
		try {
			await shell.ready;
			shell.fit();
			shell.terminal.focus();
		} catch (error) {
			stage.replaceChildren(h('p', { class: 'blank' }, error.message));
		}
	}
	function drawTabs() {
		tabs.replaceChildren(...mine.shells.map((shell) => h('span', null,
			h('button', { type: 'button', class: 'chip', 'aria-pressed': String(shell === mine.current), onclick: () => show(shell) }, `Shell ${shell.number}${shell.ended ? ' (ended)' : ''}`),
			closing(shell))), button('New shell', open));
	}
	// What runs in it ends with it, so that is asked for, unless it has ended already.
	function closing(shell) {
		const close = () => {
			shell.close();
			mine.shells = mine.shells.filter((each) => each !== shell);
			const next = mine.shells.at(-1);
			if (next) {
				show(next);
			} else {
				stage.replaceChildren(h('p', { class: 'blank' }, 'No shell is open.'));
				drawTabs();
			}
		};
		const made = shell.ended ? button('×', close) : asking('×', 'Close?', close);
		made.classList.add('quiet');
		made.setAttribute('aria-label', `Close shell ${shell.number}`);
		return made;
	}
	const resized = new ResizeObserver(() => mine.current?.fit());
	resized.observe(stage);
	if (mine.shells.length) {
		show(mine.current && mine.shells.includes(mine.current) ? mine.current : mine.shells[0]);
	} else if (store.byId.get(id)?.status === 'RUNNING') {
		open();
	} else {
		drawTabs();
		stage.replaceChildren(h('p', { class: 'blank' }, 'The container does not run: there is nothing to open a shell in.'));
	}
	return () => resized.disconnect();
}
