/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.libcontainerd.boot.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

import io.github.libcontainerd.boot.NamedRemotes;

/**
 * What {@link LibcontainerdProperties} mean, with their defaults derived and their values
 * checked.
 *
 * @param properties the properties
 * @param applicationName the name of the application, as an identifier
 */
record LibcontainerdSettings(LibcontainerdProperties properties, String applicationName) {

	private static final String DEFAULT_NAME = "libcontainerd";

	private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*");

	private static final int MAX_IDENTIFIER_LENGTH = 76;

	// A unix socket below the state directory must fit into 107 bytes.
	private static final int MAX_DIRECTORY_NAME_LENGTH = 48;

	private static final int MAX_REMOTE_NAME_LENGTH = 24;

	private static final int MAX_INSTANCE_LENGTH = 12;

	static LibcontainerdSettings of(LibcontainerdProperties properties, @Nullable String applicationName) {
		return new LibcontainerdSettings(properties, toIdentifier(applicationName));
	}

	static String toIdentifier(@Nullable String name) {
		if (name == null) {
			return DEFAULT_NAME;
		}
		String identifier = name.replaceAll("[^A-Za-z0-9._-]", "-")
			.replaceAll("[._-]*-[._-]*", "-")
			.replaceAll("([._])[._]+", "$1");
		if (identifier.length() > MAX_IDENTIFIER_LENGTH) {
			identifier = identifier.substring(0, MAX_IDENTIFIER_LENGTH);
		}
		identifier = StringUtils.trimTrailingCharacter(identifier.replaceAll("^[._-]|[._-]$", ""), '-');
		return (!identifier.isEmpty()) ? identifier : DEFAULT_NAME;
	}

	/**
	 * Return what is said about the default containerd.
	 */
	RemoteOptions remote() {
		return RemoteOptions.of(this.properties, name(MAX_DIRECTORY_NAME_LENGTH));
	}

	/**
	 * Return what is said about the other ones.
	 * @return their options by name
	 */
	Map<String, RemoteOptions> namedRemotes() {
		Map<String, RemoteOptions> remotes = new LinkedHashMap<>();
		this.properties.getRemotes().forEach((name, own) -> {
			if (name.equals(NamedRemotes.DEFAULT)) {
				throw invalid("remotes", name, "this is the name of the one that 'libcontainerd.address' and"
						+ " 'libcontainerd.daemon' are about");
			}
			if (name.length() > MAX_REMOTE_NAME_LENGTH || !IDENTIFIER.matcher(name).matches()) {
				throw invalid("remotes", name, "the name of a remote has 1 to " + MAX_REMOTE_NAME_LENGTH
						+ " letters and digits, with single '.', '_' or '-' between them");
			}
			String directory = name(MAX_DIRECTORY_NAME_LENGTH - name.length() - 1) + "@" + name;
			remotes.put(name, RemoteOptions.of(name, own, this.properties, directory));
		});
		return remotes;
	}

	/**
	 * Return the remotes of the additional clients.
	 * @return the names of the remotes by name of the client, without those that have the
	 * default one
	 */
	Map<String, String> clientRemotes() {
		Map<String, String> remotes = new LinkedHashMap<>();
		this.properties.getClients().forEach((name, client) -> {
			String remote = client.getRemote();
			if (!StringUtils.hasText(remote)) {
				return;
			}
			if (!this.properties.getRemotes().containsKey(remote)) {
				throw invalid("clients." + name + ".remote", remote,
						"there is no such remote; " + (this.properties.getRemotes().isEmpty()
								? "add one as 'libcontainerd.remotes." + remote + "'"
								: "there are " + this.properties.getRemotes().keySet()));
			}
			remotes.put(name, remote);
		});
		return remotes;
	}

	String namespace() {
		String namespace = this.properties.getNamespace();
		return StringUtils.hasText(namespace) ? checkNamespace("namespace", namespace) : name(MAX_IDENTIFIER_LENGTH);
	}

	/**
	 * Return the namespaces of the additional clients.
	 * @param defaultNamespace the namespace of the default client
	 * @return the namespaces by name of the client
	 */
	Map<String, String> clientNamespaces(String defaultNamespace) {
		Map<String, String> namespaces = new LinkedHashMap<>();
		this.properties.getClients().forEach((name, client) -> {
			String namespace = StringUtils.hasText(client.getNamespace()) ? client.getNamespace() : name + suffix();
			String property = "clients." + name + ".namespace";
			checkNamespace(property, namespace);
			if (namespace.equals(defaultNamespace) || namespaces.containsValue(namespace)) {
				// Of two daemons too: runc and the control groups tell containers apart
				// by it.
				throw invalid(property, namespace, "another client has the same namespace");
			}
			namespaces.put(name, namespace);
		});
		return namespaces;
	}

	/**
	 * Return what is particular to this instance of the application.
	 */
	private String name(int maxLength) {
		String suffix = suffix();
		int rest = maxLength - suffix.length();
		return ((this.applicationName.length() <= rest) ? this.applicationName
				: toIdentifier(this.applicationName.substring(0, rest))) + suffix;
	}

	private String suffix() {
		String instance = this.properties.getInstance();
		if (!StringUtils.hasText(instance)) {
			return "";
		}
		if (instance.length() > MAX_INSTANCE_LENGTH || !IDENTIFIER.matcher(instance).matches()) {
			throw invalid("instance", instance, "the name of an instance has 1 to " + MAX_INSTANCE_LENGTH
					+ " letters and digits, with single '.', '_' or '-' between them");
		}
		return "-" + instance;
	}

	private static String checkNamespace(String property, String namespace) {
		if (namespace.length() > MAX_IDENTIFIER_LENGTH || !IDENTIFIER.matcher(namespace).matches()) {
			throw invalid(property, namespace, "a namespace has 1 to " + MAX_IDENTIFIER_LENGTH
					+ " letters and digits, with single '.', '_' or '-' between them");
		}
		return namespace;
	}

	static InvalidConfigurationPropertyValueException invalid(String property, Object value, String reason) {
		return new InvalidConfigurationPropertyValueException("libcontainerd." + property, value, reason);
	}

}
