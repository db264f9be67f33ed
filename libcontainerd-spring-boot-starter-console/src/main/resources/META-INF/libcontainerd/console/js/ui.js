import { h } from './dom.js';
import { store, tell } from './store.js';
import { of, post, remove } from './api.js';

export function toast(text, kind = '') {
	const item = h('div', { class: 'toast ' + kind }, h('span', null, text),
		h('button', { type: 'button', class: 'quiet', 'aria-label': 'Dismiss', onclick: () => item.remove() }, '×'));
	document.getElementById('toasts').append(item);
	setTimeout(() => item.remove(), kind === 'bad' ? 15000 : 5000);
}

export async function attempt(action, success) {
	try {
		const result = await action();
		if (success) {
			toast(typeof success === 'function' ? success(result) : success, 'good');
		}
		return result;
	} catch (error) {
		toast(error.message, 'bad');
		return undefined;
	}
}

export function button(text, action, kind = '') {
	return h('button', { type: 'button', class: kind, onclick: action }, text);
}

// For those who don't see what has changed.
function say(text) {
	document.getElementById('said').textContent = text;
}

// Asks in place: the first press turns the button into the question, the second one does it.
export function asking(text, question, action) {
	const made = h('button', { type: 'button', class: 'danger' }, text);
	let timer;
	let label;
	const calm = () => {
		clearTimeout(timer);
		if (made.classList.contains('asking')) {
			made.classList.remove('asking');
			made.textContent = text;
			label === null ? made.removeAttribute('aria-label') : made.setAttribute('aria-label', label);
		}
	};
	made.addEventListener('click', (event) => {
		event.stopPropagation();
		if (!made.classList.contains('asking')) {
			made.classList.add('asking');
			made.textContent = question;
			label = made.getAttribute('aria-label');
			made.setAttribute('aria-label', `${question} Press it again${label ? ' to ' + label.charAt(0).toLowerCase() + label.slice(1) : ''}`);
			say(`${question} Press it again, or leave it.`);
			timer = setTimeout(calm, 4000);
			return;
		}
		calm();
		action();
	});
	made.addEventListener('blur', calm);
	return made;
}

const DONE = { stop: 'has stopped', kill: 'was killed', pause: 'is paused', resume: 'runs again', start: 'was started', remove: 'was removed' };
const DOING = { stop: 'stopping', kill: 'killing', pause: 'pausing', resume: 'resuming', start: 'starting', remove: 'removing' };

export async function act(id, what) {
	store.busy.set(id, DOING[what]);
	tell('busy', id);
	await attempt(() => what === 'remove' ? remove(of(id)) : post(`${of(id)}/${what}`), `${id} ${DONE[what]}`);
	store.busy.delete(id);
	tell('busy', id);
}

export async function actOnMany(ids, what) {
	const waiting = [...ids];
	const failures = [];
	const total = waiting.length;
	const work = async () => {
		for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
			store.busy.set(id, DOING[what]);
			tell('busy', id);
			try {
				await (what === 'remove' ? remove(of(id)) : post(`${of(id)}/${what}`));
			} catch (error) {
				failures.push(error.message);
			}
			store.busy.delete(id);
			tell('busy', id);
		}
	};
	await Promise.all(Array.from({ length: 4 }, work));
	const done = total - failures.length;
	if (done) {
		toast(done === 1 ? `1 container ${DONE[what]}` : `${done} containers: ${what} done`, 'good');
	}
	if (failures.length) {
		toast(`${failures.length} of ${total} failed: ${failures[0]}`, 'bad');
	}
}

export function actions(container) {
	const ended = container.status === 'EXITED';
	const possible = [];
	if (container.status === 'RUNNING') {
		possible.push('stop', 'pause', 'kill');
	}
	if (container.status === 'PAUSED') {
		possible.push('resume', 'kill');
	}
	if (ended && container.kept) {
		possible.push('start');
	}
	possible.push('remove');
	return possible;
}

const NAMES = { stop: 'Stop', kill: 'Kill', pause: 'Pause', resume: 'Resume', start: 'Start', remove: 'Remove' };

export function actionButton(id, what) {
	const made = ['stop', 'kill', 'remove'].includes(what) ? asking(NAMES[what], `${NAMES[what]}?`, () => act(id, what))
		: button(NAMES[what], (event) => {
			event.stopPropagation();
			act(id, what);
		});
	made.dataset.action = what;
	made.setAttribute('aria-label', `${NAMES[what]} ${id}`);
	return made;
}

export function stateOf(container) {
	const busy = store.busy.get(container.id);
	if (busy) {
		return { text: busy + ' …', kind: 'busy' };
	}
	switch (container.status) {
		case 'RUNNING':
			return container.health === 'UNHEALTHY' ? { text: 'unhealthy', kind: 'bad' }
				: container.health === 'STARTING' ? { text: 'starting', kind: 'warn' }
				: { text: container.health === 'HEALTHY' ? 'healthy' : 'running', kind: 'good' };
		case 'PAUSED':
			return { text: 'paused', kind: 'warn' };
		case 'CREATED':
			return { text: 'created', kind: 'idle' };
		default: {
			const why = container.oomKilled ? 'out of memory' : container.timedOut ? 'time was up'
				: container.exitCode == null ? 'ended' : container.exitCode === 0 ? 'done' : `failed with ${container.exitCode}`;
			return { text: why, kind: container.exitCode === 0 ? 'idle' : 'bad' };
		}
	}
}

export function dialog(title, ...children) {
	const made = h('dialog', { 'aria-label': title }, children);
	made.addEventListener('click', (event) => {
		if (event.target === made) {
			made.close();
		}
	});
	made.addEventListener('close', () => made.remove());
	document.body.append(made);
	made.showModal();
	return made;
}
