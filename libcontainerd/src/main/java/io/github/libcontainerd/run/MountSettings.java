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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.libcontainerd.spec.Mount;
import io.github.libcontainerd.volume.VolumeMount;

/**
 * What can be set for the files that a new container sees besides those of its image.
 *
 * @param <B> the builder
 */
abstract sealed class MountSettings<B extends MountSettings<B>> extends ProcessSettings<B> permits ContainerSettings {

	final List<Mount> mounts = new ArrayList<>();

	final List<VolumeMount> volumes = new ArrayList<>();

	final List<FileCopy> files = new ArrayList<>();

	final List<FileTree> fileTrees = new ArrayList<>();

	final List<HostDevice> devices = new ArrayList<>();

	/**
	 * Set all that a request has of this.
	 */
	final void takeOverMounts(RunRequest request) {
		this.mounts.addAll(request.mounts());
		this.volumes.addAll(request.volumes());
		this.files.addAll(request.files());
		this.fileTrees.addAll(request.fileTrees());
		this.devices.addAll(request.devices());
	}

	/**
	 * Mount a file or directory of the host.
	 * @param source what exists on the host, an absolute path
	 * @param destination where in the container, an absolute path
	 * @return this builder
	 */
	public B bind(Path source, String destination) {
		return mount(Mount.bind(source.toString(), destination));
	}

	/**
	 * Mount a file or directory of the host, so that the container can't change it.
	 * @param source what exists on the host, an absolute path
	 * @param destination where in the container, an absolute path
	 * @return this builder
	 */
	public B bindReadOnly(Path source, String destination) {
		return mount(Mount.bind(source.toString(), destination).readOnly());
	}

	/**
	 * Let it use a device of the host, at the same path. One that the host does not have
	 * is an {@link io.github.libcontainerd.InvalidRequestException} before anything is
	 * pulled or made. In a user namespace it has the rights that everybody has on the
	 * host.
	 * @param device the device, such as {@code /dev/fuse}
	 * @return this builder
	 */
	public B device(Path device) {
		return device(new HostDevice(device, device.toString(), "rwm"));
	}

	/**
	 * Let it use a device of the host as {@link #device(Path)} does.
	 * @param device the device, such as {@code HostDevice.parse("/dev/sda:/dev/disk:r")}
	 * @return this builder
	 */
	public B device(HostDevice device) {
		this.devices.add(device);
		return self();
	}

	/**
	 * Mount a named volume, which is made when it is not there, and stays when the
	 * container is removed. A volume that is empty when a container uses it for the first
	 * time begins with what the image has at this place.
	 * @param name the name of the volume, see
	 * {@link io.github.libcontainerd.volume.Volumes#create(String)}
	 * @param destination where in the container, an absolute path
	 * @return this builder
	 */
	public B volume(String name, String destination) {
		return volume(new VolumeMount(name, destination, false));
	}

	/**
	 * Mount a named volume as {@link #volume(String, String)} does, so that the container
	 * can't change it.
	 * @param name the name of the volume
	 * @param destination where in the container, an absolute path
	 * @return this builder
	 */
	public B volumeReadOnly(String name, String destination) {
		return volume(new VolumeMount(name, destination, true));
	}

	/**
	 * Mount a named volume as {@link #volume(String, String)} does.
	 * @param mount the volume and its place, such as
	 * {@code VolumeMount.parse("data:/var/lib/data:ro")}
	 * @return this builder
	 */
	public B volume(VolumeMount mount) {
		this.volumes.add(mount);
		return self();
	}

	/**
	 * Give the container a copy of a file from its start, such as a script that its first
	 * start looks for. It is copied when the container is created, with its permissions
	 * and owned by root, and goes with the container, which may write to its copy but not
	 * remove it. Directories above are made.
	 * @param source a file of the host
	 * @param path where in the container, an absolute path
	 * @return this builder
	 */
	public B file(Path source, String path) {
		return file(new FileCopy(path, source, null));
	}

	/**
	 * Give the container a file from its start, as {@link #file(Path, String)} does,
	 * which all can read.
	 * @param text what is in it, in UTF-8
	 * @param path where in the container, an absolute path
	 * @return this builder
	 */
	public B file(String text, String path) {
		return file(new FileCopy(path, null, text));
	}

	private B file(FileCopy file) {
		this.files.add(file);
		return self();
	}

	/**
	 * Give the container files and directories from its start: they are copied into its
	 * root file system, and into the volumes that are mounted there, after it is created
	 * and before it starts. What the image has there stays, but for files of the same
	 * names. Links are resolved within the root file system, and a name with {@code ..}
	 * and what is neither a file, a directory nor a link are refused.
	 * @param source a tar archive, which may be compressed by gzip and whose owners,
	 * modes and links are kept; or a directory of the host, whose contents are copied
	 * with their modes and links and owned by root, which needs GNU tar
	 * @param directory the directory in the container that they are copied into, an
	 * absolute path; made if it is missing
	 * @return this builder
	 */
	public B files(Path source, String directory) {
		this.fileTrees.add(new FileTree(source, directory));
		return self();
	}

	/**
	 * Mount a directory in memory.
	 * @param destination where in the container, an absolute path
	 * @param bytes the size in bytes, at least 1
	 * @return this builder
	 */
	public B tmpfs(String destination, long bytes) {
		Sizes.atLeast("size of the tmpfs at '" + destination + "'", bytes, 1);
		return mount(Mount.tmpfs(destination, bytes));
	}

	/**
	 * Mount anything else. It takes the place of what is mounted there otherwise.
	 * @param mount the mount
	 * @return this builder
	 */
	public B mount(Mount mount) {
		Checks.absolute("destination of the mount", mount.destination());
		this.mounts.add(mount);
		return self();
	}

}
