import { h } from './dom.js';
import { session } from './api.js';
import { store } from './store.js';
import { act, actions, dialog } from './ui.js';
import { openRun } from './run.js';

export function openPalette(pages, commands) {
	if (document.querySelector('dialog')) {
		return;
	}
	const input = h('input', { type: 'text', placeholder: 'A container, a page, or what to do', 'aria-label': 'Search and commands', autocomplete: 'off', spellcheck: 'false', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'palette-list' });
	const list = h('ul', { id: 'palette-list', role: 'listbox', 'aria-label': 'What was found' });
	const made = dialog('Search and commands', h('div', { class: 'palette' }, input, list));
	let found = [];
	let at = 0;
	const go = (hash) => () => location.hash = hash;
	function all(words) {
		const entries = pages.map(([name, hash]) => [name, 'page', go(hash)]);
		if (session.act) {
			entries.push(['Run a container', 'R', () => openRun()]);
		}
		entries.push(...commands);
		for (const each of store.containers) {
			const hash = '#/containers/' + encodeURIComponent(each.id);
			entries.push([each.id, each.status.toLowerCase(), go(hash)]);
			if (words.length > 1 || words[0]?.length > 2) {
				entries.push([`Log of ${each.id}`, '', go(hash + '/log')]);
				if (session.terminal && each.status === 'RUNNING') {
					entries.push([`Terminal in ${each.id}`, '', go(hash + '/terminal')]);
				}
				// What can't be undone is asked for on the page.
				if (session.act) {
					actions(each).filter((what) => ['pause', 'resume', 'start'].includes(what)).forEach((what) => entries.push([`${what} ${each.id}`, '', () => act(each.id, what)]));
				}
			}
		}
		return entries;
	}
	function fill() {
		const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
		found = all(words).filter(([text]) => words.every((word) => text.toLowerCase().includes(word))).slice(0, 30);
		at = Math.min(at, Math.max(0, found.length - 1));
		list.replaceChildren(...found.map(([text, hint], i) => h('li', { role: 'option', id: 'palette-' + i, 'aria-selected': String(i === at), onclick: () => choose(i) }, h('span', null, text), h('small', { class: 'dim' }, hint))));
		if (!found.length) {
			list.append(h('li', { class: 'dim' }, 'Nothing of that name.'));
		}
		input.setAttribute('aria-activedescendant', 'palette-' + at);
		list.children[at]?.scrollIntoView({ block: 'nearest' });
	}
	function choose(i) {
		made.close();
		found[i]?.[2]();
	}
	input.addEventListener('input', () => {
		at = 0;
		fill();
	});
	input.addEventListener('keydown', (event) => {
		if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
			event.preventDefault();
			at = (at + (event.key === 'ArrowDown' ? 1 : -1) + found.length) % Math.max(1, found.length);
			fill();
		} else if (event.key === 'Enter') {
			event.preventDefault();
			choose(at);
		}
	});
	fill();
	input.focus();
}

export function openKeys() {
	if (document.querySelector('dialog')) {
		return;
	}
	const keys = [['Ctrl K', 'search, and commands'], ['?', 'these keys'], ['G then O, C, I, N, V, E', 'overview, containers, images, networks, volumes, events'], ['R', 'run a container'], ['/', 'filter, or find in a log'],
		['L, T, S', 'log, terminal, stats of the container that is shown'], ['Ctrl ]', 'leave the terminal'], ['Esc', 'close, or go back to the list']];
	dialog('Keys', h('div', { class: 'keys' }, h('h2', null, 'Keys'), h('dl', null, keys.flatMap(([key, text]) => [h('dt', null, h('kbd', null, key)), h('dd', null, text)])), h('form', { method: 'dialog' }, h('button', { autofocus: true, type: 'button', onclick: (event) => event.target.closest('dialog').close() }, 'Close'))));
}
