import { copy, h } from './dom.js';
import { get, post } from './api.js';
import { store } from './store.js';
import { button, dialog } from './ui.js';

let last = {};

export function openRun(given) {
	if (document.querySelector('dialog')) {
		return;
	}
	const initial = { ...last, ...given };
	const fields = {};
	const field = (name, title, properties = {}, hint) => {
		const input = properties.options ? h('select', { name }, properties.options.map(([value, text]) => h('option', { value }, text)))
			: h(properties.rows ? 'textarea' : 'input', { name, autocomplete: 'off', spellcheck: 'false', ...properties });
		if (properties.type === 'checkbox') {
			input.checked = initial[name] ?? false;
		} else {
			input.value = initial[name] ?? properties.value ?? '';
		}
		fields[name] = input;
		return h('label', { class: properties.type === 'checkbox' ? 'check-label' : properties.wide ? 'wide' : '' }, h('span', null, title), input, hint && h('small', { class: 'dim' }, hint));
	};
	const images = h('datalist', { id: 'run-images' });
	get('api/images').then((all) => images.append(...all.map((image) => h('option', { value: image.name })))).catch(() => {});
	const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
	const submit = h('button', { class: 'primary' }, 'Run');
	const code = h('div', { class: 'code' });
	const form = h('form', { class: 'run' },
		h('h2', null, 'Run a container'), images,
		h('div', { class: 'fields' },
			field('image', 'Image', { list: 'run-images', placeholder: 'docker.io/library/busybox', wide: true }),
			field('command', 'Command', { placeholder: 'a line for the shell; empty for what the image says', wide: true }),
			field('id', 'Name', { placeholder: 'generated' }), field('memory', 'Memory', { placeholder: 'no limit, or 256m' }),
			field('cpus', 'CPUs', { type: 'number', min: '0.01', step: 'any', placeholder: 'no limit' }), field('ports', 'Ports', { placeholder: '8080:80 443' })),
		h('details', null, h('summary', null, 'Environment, mounts, network, restart, health'), h('div', { class: 'fields' },
			field('env', 'Environment', { rows: '3', placeholder: 'NAME=value, one a line' }), field('volumes', 'Volumes and directories', { rows: '3', placeholder: 'data:/var/lib/data\n/srv/site:/site:ro' }),
			field('network', 'Network', { placeholder: 'none; a name; host' }), field('restart', 'Restart', { options: [['', 'never'], ['on-failure:3', 'on failure, three times'], ['always', 'always'], ['unless-stopped', 'unless stopped']] }),
			field('health', 'Health check', { placeholder: 'wget -q localhost || exit 1' }), field('user', 'User', { placeholder: 'as the image says' }),
			field('pids', 'Processes', { type: 'number', min: '1', placeholder: 'no limit' }), field('timeoutSeconds', 'Killed after seconds', { type: 'number', min: '1', placeholder: 'never' }),
			field('labels', 'Labels', { rows: '2', placeholder: 'team=web, one a line' }),
			h('div', { class: 'checks' }, field('keep', 'Keep it after its end', { type: 'checkbox' }), field('readOnly', 'Root file system read-only', { type: 'checkbox' })))),
		problem, code,
		h('div', { class: 'buttons' }, submit, button('As code', showCode), button('Cancel', () => made.close(), 'quiet')));

	const pairs = (text, what) => Object.fromEntries(text.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => {
		const at = line.indexOf('=');
		if (at < 1) {
			throw new Error(`'${line}' is no ${what}: write NAME=value`);
		}
		return [line.slice(0, at), line.slice(at + 1)];
	}));
	function order() {
		const text = (name) => fields[name].value.trim() || null;
		const number = (name) => text(name) && Number(text(name));
		const volumes = fields.volumes.value.split('\n').map((line) => line.trim()).filter(Boolean);
		return {
			id: text('id'), image: text('image'), command: text('command'), memory: text('memory'), cpus: number('cpus'), pids: number('pids'), timeoutSeconds: number('timeoutSeconds'),
			restart: text('restart'), keep: fields.keep.checked, ports: text('ports'), network: text('network'), env: pairs(fields.env.value, 'variable'), volumes, health: text('health'),
			user: text('user'), readOnly: fields.readOnly.checked || null, labels: pairs(fields.labels.value, 'label')
		};
	}
	const fail = (error) => {
		problem.textContent = error.message;
		problem.hidden = false;
	};
	async function showCode() {
		try {
			const { java, yaml } = await post('api/code', order());
			problem.hidden = true;
			code.replaceChildren(...[['Java', java], ['application.yaml', yaml]].map(([title, text]) => h('figure', null, h('figcaption', null, title, button('Copy', async (event) => {
				await copy(text);
				event.target.textContent = 'Copied';
			}, 'quiet')), h('pre', { tabindex: '0' }, text))));
		} catch (error) {
			fail(error);
		}
	}
	form.addEventListener('submit', async (event) => {
		event.preventDefault();
		problem.hidden = true;
		submit.disabled = true;
		const image = fields.image.value.trim();
		submit.textContent = image ? 'Starting …' : 'Run';
		try {
			const { id } = await post('api/containers', order());
			last = Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'id').map(([name, input]) => [name, input.type === 'checkbox' ? input.checked : input.value]));
			made.close();
			location.hash = `#/containers/${encodeURIComponent(id)}/log`;
		} catch (error) {
			fail(error);
		}
		submit.disabled = false;
		submit.textContent = 'Run';
	});
	const made = dialog('Run a container', form);
	fields.image.focus();
}
