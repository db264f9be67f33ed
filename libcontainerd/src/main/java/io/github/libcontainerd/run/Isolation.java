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
package io.github.libcontainerd.run;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * What keeps a container apart from the host, besides the specification. Immutable.
 *
 * @since 0.1.0
 */
public final class Isolation {

	/** What is configured for all. */
	public static final Isolation DEFAULT = new Isolation(null, null, null, null, null);

	private final @Nullable String runtime;

	private final @Nullable String appArmor;

	private final @Nullable String selinuxLabel;

	private final @Nullable String selinuxMountLabel;

	private final @Nullable UserNamespace userNamespace;

	private Isolation(@Nullable String runtime, @Nullable String appArmor, @Nullable String selinuxLabel,
			@Nullable String selinuxMountLabel, @Nullable UserNamespace userNamespace) {
		this.runtime = runtime;
		this.appArmor = appArmor;
		this.selinuxLabel = selinuxLabel;
		this.selinuxMountLabel = selinuxMountLabel;
		this.userNamespace = userNamespace;
	}

	/**
	 * Return the OCI runtime.
	 * @return a name or a path, see {@link RunRequest.Builder#runtime}; {@code null} for
	 * the one that is configured for all
	 */
	public @Nullable String runtime() {
		return this.runtime;
	}

	/**
	 * Return the AppArmor profile.
	 * @return its name, {@code unconfined} for none; {@code null} for the default one,
	 * where the host has AppArmor
	 */
	public @Nullable String appArmor() {
		return this.appArmor;
	}

	/**
	 * Return the SELinux label of its processes.
	 * @return the label; {@code null} for none
	 */
	public @Nullable String selinuxLabel() {
		return this.selinuxLabel;
	}

	/**
	 * Return the SELinux label of what is mounted for it.
	 * @return the label; {@code null} for none
	 */
	public @Nullable String selinuxMountLabel() {
		return this.selinuxMountLabel;
	}

	/**
	 * Return its user namespace.
	 * @return the namespace; {@code null} for what is configured for all
	 */
	public @Nullable UserNamespace userNamespace() {
		return this.userNamespace;
	}

	Isolation withRuntime(String name) {
		if (name.isBlank()) {
			throw Checks.invalid("the runtime is blank; give a name such as runsc, or leave it out");
		}
		return new Isolation(Checks.text("runtime", name), this.appArmor, this.selinuxLabel, this.selinuxMountLabel,
				this.userNamespace);
	}

	Isolation withAppArmor(String profile) {
		if (profile.isBlank()) {
			throw Checks.invalid("the AppArmor profile is blank; give its name or 'unconfined', or leave it out");
		}
		return new Isolation(this.runtime, Checks.text("AppArmor profile", profile), this.selinuxLabel,
				this.selinuxMountLabel, this.userNamespace);
	}

	Isolation withSelinuxLabels(String process, String mounts) {
		return new Isolation(this.runtime, this.appArmor, label(process), label(mounts), this.userNamespace);
	}

	Isolation withUserNamespace(UserNamespace namespace) {
		return new Isolation(this.runtime, this.appArmor, this.selinuxLabel, this.selinuxMountLabel, namespace);
	}

	private static String label(String label) {
		if (!label.matches("[^\\s:]+:[^\\s:]+:[^\\s:]+(:\\S+)?")) {
			throw Checks.invalid("the SELinux label '" + label
					+ "' is not USER:ROLE:TYPE or USER:ROLE:TYPE:LEVEL, such as system_u:system_r:container_t:s0:c1,c2");
		}
		return label;
	}

	private Object[] fields() {
		return new @Nullable Object[] { this.runtime, this.appArmor, this.selinuxLabel, this.selinuxMountLabel,
				this.userNamespace };
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Isolation isolation && Arrays.equals(fields(), isolation.fields());
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(fields());
	}

	@Override
	public String toString() {
		return "Isolation[runtime=" + this.runtime + ", appArmor=" + this.appArmor + ", selinuxLabel="
				+ this.selinuxLabel + ", selinuxMountLabel=" + this.selinuxMountLabel + ", userNamespace="
				+ this.userNamespace + "]";
	}

}
