import { h, setText } from './dom.js';
import { get, logIn, openSession, remove, session } from './api.js';
import { connect, disconnect, listen, store } from './store.js';
import { listPage } from './list.js';
import { openKeys, openPalette } from './palette.js';
import { openRun } from './run.js';

const $ = (id) => document.getElementById(id);

const PAGES = [['Overview', '#/'], ['Containers', '#/containers'], ['Images', '#/images'], ['Networks', '#/networks'], ['Volumes', '#/volumes'], ['Events', '#/events']];
// Only of applications that have them. At the end, so that nothing moves when they come.
const MORE = { declared: ['Declared', '#/declared'], pools: ['Pools', '#/pools'], queue: ['Queue', '#/queue'] };
let pages = PAGES;

function drawNav() {
	$('nav').replaceChildren(...pages.map(([name, hash]) => h('a', { href: hash }, name)));
}
drawNav();

let close;
let turn = 0;

async function show() {
	const mine = ++turn;
	const [path, query] = (location.hash.slice(1) || '/').split('?');
	const [page, id, tab] = path.split('/').slice(1).map(decodeURIComponent);
	close?.();
	close = undefined;
	const main = $('main');
	for (const link of $('nav').children) {
		const current = link.hash.slice(2) === page;
		current ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
		if (current) {
			link.scrollIntoView({ block: 'nearest', inline: 'nearest' });
		}
	}
	document.title = id ? `${id} · Containers` : pages.find(([, hash]) => hash === '#/' + page)?.[0] ?? 'Containers';
	const open = await opener(page, id, tab, query);
	// Somebody may have gone on meanwhile.
	if (mine === turn) {
		close = open(main);
	}
}

async function opener(page, id, tab, query) {
	if (page === 'containers' && id) {
		const { containerPage } = await import('./container.js');
		return (main) => containerPage(main, id, tab);
	}
	if (page === 'containers') {
		return (main) => listPage(main, new URLSearchParams(query));
	}
	if (page === 'images') {
		return (await import('./images.js')).imagesPage;
	}
	if (page === 'events') {
		const { eventsPage } = await import('./events.js');
		return (main) => eventsPage(main);
	}
	if (['networks', 'volumes', 'declared', 'pools'].includes(page)) {
		return (await import('./resources.js'))[page + 'Page'];
	}
	if (page === 'queue') {
		return (await import('./queue.js')).queuePage;
	}
	return (await import('./overview.js')).overviewPage;
}

function showConnection() {
	const banner = $('banner');
	const state = store.state;
	const text = !store.connected ? 'The application can\'t be reached. What is shown is as it was; it goes on by itself when the application is back.'
		: state.connection !== 'CONNECTED' ? 'containerd is away. Containers run on; what they do is reported when it is back.' : '';
	setText(banner, text);
	banner.hidden = !text;
	if (state) {
		setText($('daemon'), `containerd ${state.version ?? ''} at ${state.address}, namespace ${state.namespace}; events ${state.events === 'LIVE' ? 'live' : state.events.toLowerCase()}`);
	}
}

function showLogin(problem) {
	close?.();
	close = undefined;
	turn++;
	const input = h('input', { type: 'password', autocomplete: 'current-password', 'aria-label': 'Token', required: true, autofocus: true });
	const note = h('p', { class: 'problem', role: 'alert', hidden: !problem }, problem ?? '');
	const form = h('form', { class: 'login card' }, h('h1', null, 'Containers'), h('p', null, 'The application has logged an address with a token at its start. Open that address, or enter the token here.'),
		h('label', null, h('span', null, 'Token'), input), note, h('button', { class: 'primary' }, 'Log in'));
	form.addEventListener('submit', async (event) => {
		event.preventDefault();
		try {
			await logIn(input.value.trim());
			await begin();
		} catch (error) {
			note.textContent = error.message;
			note.hidden = false;
		}
	});
	document.body.classList.add('locked');
	$('main').replaceChildren(form);
	input.focus();
}

async function logOut() {
	await remove('api/session').catch(() => {});
	disconnect();
	showLogin();
}

async function begin() {
	const [, more] = await Promise.all([openSession(), get('api/pages')]);
	pages = [...PAGES, ...more.map((name) => MORE[name])];
	drawNav();
	document.body.classList.remove('locked');
	$('run-open').hidden = !session.act;
	connect((error) => showLogin(error.status === 403 ? error.message : 'The application was started again, and has a new token.'));
	await show();
}

async function start() {
	const token = /^#token=(.+)$/.exec(location.hash)?.[1] ?? (/^#[0-9a-f]{32}$/.test(location.hash) ? location.hash.slice(1) : undefined);
	try {
		if (token) {
			history.replaceState(null, '', location.pathname + '#/');
			await logIn(decodeURIComponent(token));
		}
		await begin();
	} catch (error) {
		if (error.status === 401) {
			showLogin(token ? error.message : undefined);
		} else {
			$('main').replaceChildren(h('div', { class: 'blank' }, h('p', null, error.message), h('button', { type: 'button', onclick: () => location.reload() }, 'Try again')));
		}
	}
}

addEventListener('hashchange', () => {
	if (location.hash.startsWith('#token=')) {
		start();
	} else if (!document.body.classList.contains('locked')) {
		document.querySelector('dialog')?.close();
		show();
	}
});

const palette = () => openPalette(pages, session.logout ? [['Log out', '', logOut]] : []);

const GO = { o: '#/', c: '#/containers', i: '#/images', n: '#/networks', v: '#/volumes', e: '#/events' };
const TABS = { l: 'log', t: 'terminal', s: 'stats' };
let going = 0;

addEventListener('keydown', (event) => {
	if (document.body.classList.contains('locked')) {
		return;
	}
	if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k' && !event.target.closest?.('.screen')) {
		event.preventDefault();
		palette();
		return;
	}
	if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.('input, textarea, select, dialog, .screen')) {
		return;
	}
	const key = event.key.toLowerCase();
	const shown = /^#\/containers\/([^/]+)/.exec(location.hash);
	if (Date.now() - going < 1000 && GO[key]) {
		location.hash = GO[key];
	} else if (event.key === '?') {
		openKeys();
	} else if (key === 'r' && session.act) {
		event.preventDefault();
		openRun();
	} else if (event.key === '/' && $('filter')) {
		event.preventDefault();
		$('filter').focus();
	} else if (shown && TABS[key]) {
		location.hash = `#/containers/${shown[1]}/${TABS[key]}`;
	} else if (shown && event.key === 'Escape') {
		location.hash = '#/containers';
	}
	going = key === 'g' ? Date.now() : 0;
});

$('palette-open').addEventListener('click', () => palette());
$('run-open').addEventListener('click', () => openRun());
listen((what) => (what === 'connection' || what === 'state') && showConnection());
start();
