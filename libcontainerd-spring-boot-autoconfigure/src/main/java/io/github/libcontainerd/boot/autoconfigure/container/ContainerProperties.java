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

package io.github.libcontainerd.boot.autoconfigure.container;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.convert.DurationUnit;

import io.github.libcontainerd.boot.autoconfigure.run.RunProperties;

/**
 * Properties of a declared container.
 *
 * @since 0.1.0
 */
public class ContainerProperties extends RunProperties {

	/**
	 * Whether the container is to run.
	 */
	private boolean enabled = true;

	/**
	 * Archive, of the OCI layout or as 'docker save' makes it, that the image is imported
	 * from when it is missing, instead of being pulled.
	 */
	private @Nullable Path archive;

	/**
	 * Files with environment variables, a line 'NAME=VALUE' each. What is set by 'env'
	 * counts more.
	 */
	private List<Path> envFile = List.of();

	/**
	 * Ports to publish, such as '5432' for a free port of 127.0.0.1, '8080:80',
	 * '127.0.0.1:15432:5432' or '53:53/udp'.
	 */
	private List<String> ports = List.of();

	/**
	 * Networks to be in, which are created if they are missing; 'host' alone for that of
	 * the host, 'none' alone for loopback only. By default, a container with ports is in
	 * the network 'default', and one without has none.
	 */
	private List<String> networks = List.of();

	/**
	 * Names by which other containers of its networks find it, besides the one it is
	 * declared by.
	 */
	private List<String> aliases = List.of();

	/**
	 * Named volumes, as 'NAME:CONTAINER', and directories and files of the host, as
	 * 'HOST:CONTAINER', to mount; with ':ro' at the end they can't be changed. What is
	 * missing is made. The path of a directory begins with '/' or '.'.
	 */
	private List<String> volumes = List.of();

	/**
	 * Further mounts.
	 */
	private final List<MountProperties> mounts = new ArrayList<>();

	/**
	 * Host name. By default, the name that the container is declared by.
	 */
	private @Nullable String hostname;

	/**
	 * User namespace: 'host', 'auto' for ids of its own, 'auto:USER', or 'FIRST:SIZE',
	 * such as '100000:65536'. By default, 'libcontainerd.user-namespace'.
	 */
	private @Nullable String userNamespace;

	/**
	 * Capabilities besides the default ones, such as 'NET_ADMIN'.
	 */
	private List<String> capAdd = List.of();

	/**
	 * Devices of the host, such as '/dev/fuse', '/dev/fuse:/dev/fuse' or
	 * '/dev/sda:/dev/disk:r'.
	 */
	private List<String> devices = List.of();

	/**
	 * Whether the first process is a small init program, which passes signals on and
	 * reaps orphans; see 'libcontainerd.init-program'.
	 */
	private boolean init = false;

	/**
	 * Whether there is a terminal, which all output goes to.
	 */
	private boolean tty = false;

	/**
	 * Signal that asks the container to end, such as 'SIGINT'. By default, that of the
	 * image, else 'SIGTERM'.
	 */
	private @Nullable String stopSignal;

	/**
	 * When the container is started again after its end: 'no', 'always',
	 * 'unless-stopped', 'on-failure' or 'on-failure:N'.
	 */
	private String restart = "no";

	/**
	 * How long the container may take to end before it is killed. By default,
	 * 'libcontainerd.stop-grace'. If a duration suffix is not specified, seconds will be
	 * used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private @Nullable Duration stopGrace;

	/**
	 * Where the output goes: 'file' for a file that is removed with the container,
	 * 'logger' for the logger 'libcontainerd.NAME', 'none', or the absolute path of a
	 * file.
	 */
	private String log = "file";

	/**
	 * Containers that have to be ready before this one is started, and are stopped after
	 * it.
	 */
	private List<String> dependsOn = List.of();

	/**
	 * Name of the image whose kind of service this is, such as 'postgres', or 'false' for
	 * no connection. By default, that of the image.
	 */
	private @Nullable String serviceConnection;

	/**
	 * Whether the connection to this container is preferred to others of its kind.
	 */
	private boolean primary = false;

	@NestedConfigurationProperty
	private final HealthCheckProperties health = new HealthCheckProperties();

	@NestedConfigurationProperty
	private final WaitForProperties waitFor = new WaitForProperties();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable Path getArchive() {
		return this.archive;
	}

	public void setArchive(@Nullable Path archive) {
		this.archive = archive;
	}

	public List<Path> getEnvFile() {
		return this.envFile;
	}

	public void setEnvFile(List<Path> envFile) {
		this.envFile = envFile;
	}

	public List<String> getPorts() {
		return this.ports;
	}

	public void setPorts(List<String> ports) {
		this.ports = ports;
	}

	public List<String> getNetworks() {
		return this.networks;
	}

	public void setNetworks(List<String> networks) {
		this.networks = networks;
	}

	public List<String> getAliases() {
		return this.aliases;
	}

	public void setAliases(List<String> aliases) {
		this.aliases = aliases;
	}

	public List<String> getVolumes() {
		return this.volumes;
	}

	public void setVolumes(List<String> volumes) {
		this.volumes = volumes;
	}

	public List<MountProperties> getMounts() {
		return this.mounts;
	}

	public @Nullable String getHostname() {
		return this.hostname;
	}

	public void setHostname(@Nullable String hostname) {
		this.hostname = hostname;
	}

	public @Nullable String getUserNamespace() {
		return this.userNamespace;
	}

	public void setUserNamespace(@Nullable String userNamespace) {
		this.userNamespace = userNamespace;
	}

	public List<String> getDevices() {
		return this.devices;
	}

	public void setDevices(List<String> devices) {
		this.devices = devices;
	}

	public List<String> getCapAdd() {
		return this.capAdd;
	}

	public void setCapAdd(List<String> capAdd) {
		this.capAdd = capAdd;
	}

	public boolean isInit() {
		return this.init;
	}

	public void setInit(boolean init) {
		this.init = init;
	}

	public boolean isTty() {
		return this.tty;
	}

	public void setTty(boolean tty) {
		this.tty = tty;
	}

	public @Nullable String getStopSignal() {
		return this.stopSignal;
	}

	public void setStopSignal(@Nullable String stopSignal) {
		this.stopSignal = stopSignal;
	}

	public String getRestart() {
		return this.restart;
	}

	public void setRestart(String restart) {
		this.restart = restart;
	}

	public @Nullable Duration getStopGrace() {
		return this.stopGrace;
	}

	public void setStopGrace(@Nullable Duration stopGrace) {
		this.stopGrace = stopGrace;
	}

	public String getLog() {
		return this.log;
	}

	public void setLog(String log) {
		this.log = log;
	}

	public List<String> getDependsOn() {
		return this.dependsOn;
	}

	public void setDependsOn(List<String> dependsOn) {
		this.dependsOn = dependsOn;
	}

	public @Nullable String getServiceConnection() {
		return this.serviceConnection;
	}

	public void setServiceConnection(@Nullable String serviceConnection) {
		this.serviceConnection = serviceConnection;
	}

	public boolean isPrimary() {
		return this.primary;
	}

	public void setPrimary(boolean primary) {
		this.primary = primary;
	}

	public HealthCheckProperties getHealth() {
		return this.health;
	}

	public WaitForProperties getWaitFor() {
		return this.waitFor;
	}

}
