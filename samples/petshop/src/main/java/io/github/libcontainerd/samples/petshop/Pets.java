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
package io.github.libcontainerd.samples.petshop;

import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The pets in the database.
 */
@Repository
class Pets {

	private final JdbcClient jdbc;

	Pets(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	List<Pet> all() {
		return this.jdbc.sql("select id, name, species from pets order by id").query(Pet.class).list();
	}

	Pet add(Pet pet) {
		return this.jdbc.sql("insert into pets (name, species) values (?, ?) returning id, name, species")
			.params(pet.name(), pet.species())
			.query(Pet.class)
			.single();
	}

	boolean remove(long id) {
		return this.jdbc.sql("delete from pets where id = ?").param(id).update() == 1;
	}

}
