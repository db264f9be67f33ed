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

package io.github.libcontainerd;

/**
 * What a container takes of the disk with its root file system, besides its image: files
 * that it has made or changed. Volumes and directories of the host don't count, nor does
 * its log.
 *
 * @param bytes the bytes that are taken; with a snapshotter that copies images, such as
 * {@code native}, those of the image too
 * @param files how many files and directories there are
 */
public record DiskUsage(long bytes, long files) {
}
