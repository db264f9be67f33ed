export const session = { act: false, terminal: false };

export class Refused extends Error {

	constructor(message, status) {
		super(message);
		this.status = status;
	}

}

export async function call(method, path, body, headers = {}) {
	if (session.csrf) {
		headers[session.csrf.header] = session.csrf.token;
	}
	if (body !== undefined) {
		headers['Content-Type'] = 'application/json';
	}
	let response;
	try {
		response = await fetch(path, { method, headers, redirect: 'manual', body: body === undefined ? undefined : JSON.stringify(body) });
	} catch {
		throw new Refused('The application can\'t be reached. It may be restarting; try again in a moment.', 0);
	}
	if (response.type === 'opaqueredirect') {
		throw new Refused('You have been logged out. Reload the page to log in again.', 401);
	}
	const text = await response.text();
	let answer;
	try {
		answer = text ? JSON.parse(text) : undefined;
	} catch {
		answer = { detail: text.trim() };
	}
	if (!response.ok) {
		throw new Refused(answer?.detail || answer?.message || `${response.status} ${response.statusText}`, response.status);
	}
	return answer;
}

export const get = (path) => call('GET', path);

export const post = (path, body) => call('POST', path, body);

export const remove = (path) => call('DELETE', path);

export const of = (id) => 'api/containers/' + encodeURIComponent(id);

export async function openSession() {
	Object.assign(session, await get('api/session'));
}

export const logIn = (token) => call('POST', 'api/session', undefined, { 'X-Console-Token': token });

export function socket(id, what) {
	const url = new URL(`${of(id)}/${what}`, location.href.split('#')[0]);
	url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
	const opened = new WebSocket(url);
	opened.binaryType = 'arraybuffer';
	return opened;
}
