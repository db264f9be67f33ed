// The output of a container. Its colours are shown; whatever else it tells a terminal to do, such
// as to move the cursor over other lines, is left out.

import { clock, h, moment, plural } from './dom.js';
import { of, socket } from './api.js';
import { listen, store } from './store.js';

const MAX_LINES = 5000;
const MAX_LENGTH = 10000;
const CONTROL = /\x1b\[([0-9;:?]*)[ -/]*([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[PX^_][^\x1b]*(?:\x1b\\)?|\x1b[()#].?|\x1b.?|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f\u202a-\u202e\u2066-\u2069]/g;

function styleOf(codes, style) {
	for (const code of codes.split(';').map(Number)) {
		if (code === 0) {
			style = {};
		} else if (code === 1) {
			style = { ...style, bold: true };
		} else if (code === 22) {
			style = { ...style, bold: false };
		} else if (code >= 30 && code <= 37) {
			style = { ...style, colour: code - 30 };
		} else if (code >= 90 && code <= 97) {
			style = { ...style, colour: code - 90 + 8 };
		} else if (code === 39) {
			style = { ...style, colour: undefined };
		} else if (code === 38 || code === 48) {
			break;
		}
	}
	return style;
}

export function parts(text) {
	const made = [];
	let style = {};
	let at = 0;
	const put = (until) => {
		if (until > at) {
			made.push({ text: text.slice(at, until), ...style });
		}
	};
	for (const match of text.matchAll(CONTROL)) {
		put(match.index);
		if (match[2] === 'm') {
			style = styleOf(match[1], style);
		}
		at = match.index + match[0].length;
	}
	put(text.length);
	return made;
}

const LINK = /https?:\/\/[^\s"'<>\\^`{|}]+[^\s"'<>\\^`{|}.,;:!?)\]]/g;

function linked(text) {
	const made = [];
	let at = 0;
	for (const match of text.matchAll(LINK)) {
		made.push(text.slice(at, match.index), h('a', { href: match[0], target: '_blank', rel: 'noopener noreferrer' }, match[0]));
		at = match.index + match[0].length;
	}
	made.push(text.slice(at));
	return made.filter((part) => part !== '');
}

export function logTab(place, id) {
	const search = h('input', { type: 'search', id: 'filter', placeholder: 'Find in the log', 'aria-label': 'Find in the log', autocomplete: 'off', spellcheck: 'false' });
	const toggle = (text, on, change) => {
		const made = h('button', { type: 'button', class: 'chip', 'aria-pressed': String(on) }, text);
		made.addEventListener('click', () => {
			const now = made.getAttribute('aria-pressed') !== 'true';
			made.setAttribute('aria-pressed', String(now));
			change(now);
		});
		return made;
	};
	const view = h('div', { class: 'log times', tabindex: '0', role: 'log', 'aria-label': `Output of ${id}`, 'aria-live': 'off' });
	const status = h('span', { class: 'dim' });
	let following = true;
	const follow = toggle('Follow', true, (on) => {
		following = on;
		if (on) {
			view.scrollTop = view.scrollHeight;
		}
	});
	place.replaceChildren(h('div', { class: 'log-page' }, h('div', { class: 'toolbar' }, search, follow,
		toggle('Times', true, (on) => view.classList.toggle('times', on)), toggle('Wrap', true, (on) => view.classList.toggle('nowrap', !on)),
		toggle('Only stderr', false, (on) => view.classList.toggle('only-stderr', on)),
		h('a', { class: 'button', href: `${of(id)}/log`, download: `${id}.log` }, 'Download'), status), view));

	let opened;
	let waiting = [];
	const longer = new Set();
	let drawing = false;
	let last;
	let open;
	let ended = false;
	let skip = false;
	let gone = false;

	const hit = (line) => {
		const word = search.value.toLowerCase();
		const found = word !== '' && line.plain.includes(word);
		line.element.classList.toggle('hit', found);
		line.element.classList.toggle('miss', word !== '' && !found);
		return found;
	};
	const lines = [];

	function lineOf(entry) {
		const long = entry.length > MAX_LENGTH;
		const shown = parts(long ? entry.text.slice(0, MAX_LENGTH) : entry.text);
		const element = h('div', { class: 'line ' + entry.stream.toLowerCase() }, h('time', { datetime: entry.time, title: moment(entry.time) }, clock(entry.time)),
			h('span', null, shown.map((part) => h('span', { class: (part.colour === undefined ? '' : `ansi${part.colour}`) + (part.bold ? ' bold' : '') }, linked(part.text))),
				long && h('i', { class: 'dim' }, ` … ${plural(entry.length - MAX_LENGTH, 'more character')}, see the download`)));
		const line = { element, plain: shown.map((part) => part.text).join('').toLowerCase() };
		hit(line);
		return line;
	}

	function draw() {
		drawing = false;
		const made = waiting.slice(-MAX_LINES).map((entry) => entry.line = lineOf(entry));
		for (const entry of longer) {
			const at = lines.indexOf(entry.line);
			if (at >= 0) {
				lines[at] = lineOf(entry);
				entry.line.element.replaceWith(lines[at].element);
				entry.line = lines[at];
			}
		}
		longer.clear();
		waiting = [];
		lines.push(...made);
		view.append(...made.map((line) => line.element));
		lines.splice(0, Math.max(0, lines.length - MAX_LINES)).forEach((line) => line.element.remove());
		if (following) {
			view.scrollTop = view.scrollHeight;
		}
		status.textContent = ended ? (lines.length ? 'The output has ended' : 'It has written nothing') : lines.length ? '' : 'It has written nothing yet';
	}
	const drawSoon = () => {
		if (!drawing) {
			drawing = true;
			// A page in the background draws nothing, but may not collect without an end.
			document.hidden ? setTimeout(draw, 500) : requestAnimationFrame(draw);
		}
	};

	function put(entry) {
		if (skip && last && entry.time <= last) {
			return;
		}
		skip = false;
		last = entry.time;
		// A long line comes in parts, and a part without an end may be a question.
		entry.length = entry.text.length;
		if (open) {
			open.length += entry.length;
			open.text = open.text.length > MAX_LENGTH ? open.text : open.text + entry.text;
			if (open.line) {
				longer.add(open);
			}
		} else {
			waiting.push(entry);
		}
		open = entry.complete ? undefined : open ?? entry;
		drawSoon();
	}

	function connect() {
		ended = false;
		// After a broken connection, only what is new.
		skip = last !== undefined;
		opened = socket(id, 'logs');
		opened.addEventListener('message', (message) => message.data.startsWith('{') ? put(JSON.parse(message.data))
			: put({ text: message.data, stream: 'STDERR', time: new Date().toISOString(), complete: true }));
		opened.addEventListener('close', (event) => {
			ended = event.code === 1000 || event.code === 1003;
			drawSoon();
		});
	}

	view.addEventListener('scroll', () => {
		const atEnd = view.scrollTop + view.clientHeight >= view.scrollHeight - 24;
		if (atEnd !== following) {
			following = atEnd;
			follow.setAttribute('aria-pressed', String(atEnd));
		}
	}, { passive: true });
	search.addEventListener('input', () => {
		const found = lines.filter(hit);
		status.textContent = search.value ? plural(found.length, 'line') : '';
		if (following) {
			view.scrollTop = view.scrollHeight;
		}
	});
	connect();
	const stop = listen((what) => {
		const container = store.byId.get(id);
		if (!gone && opened.readyState === WebSocket.CLOSED && ((what === 'connection' && store.connected && !ended) || (what === 'state' && ended && container?.status === 'RUNNING' && container.run > 1))) {
			connect();
		}
	});
	return () => {
		gone = true;
		stop();
		opened.close();
	};
}
