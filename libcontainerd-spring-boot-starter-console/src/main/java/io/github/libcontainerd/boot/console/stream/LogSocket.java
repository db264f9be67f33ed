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

package io.github.libcontainerd.boot.console.stream;

import java.util.Iterator;
import java.util.stream.Stream;

import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

import io.github.libcontainerd.boot.console.container.Board;
import io.github.libcontainerd.boot.console.web.Json;
import io.github.libcontainerd.log.LogEntry;
import io.github.libcontainerd.log.LogOption;
import io.github.libcontainerd.run.RunningContainer;

/**
 * The output of a container, from its last lines on. It is read from the log, so a
 * browser that reads slowly makes nobody wait.
 */
public class LogSocket extends ContainerSocket {

	private static final int LINES = 2000;

	private final Json json;

	/**
	 * Create a handler.
	 * @param board the containers
	 * @param json writes the lines
	 */
	public LogSocket(Board board, Json json) {
		super(board);
		this.json = json;
	}

	@Override
	Connection open(WebSocketSession session, RunningContainer container) {
		Stream<LogEntry> lines = container.logs(LogOption.tail(LINES), LogOption.follow());
		start("console-log", session, () -> {
			for (Iterator<LogEntry> each = lines.iterator(); each.hasNext();) {
				session.sendMessage(new TextMessage(this.json.write(each.next())));
			}
		});
		return lines::close;
	}

}
