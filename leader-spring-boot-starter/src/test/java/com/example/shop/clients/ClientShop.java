package com.example.shop.clients;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.data.annotation.Id;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;

/**
 * An application that says which repositories are in its database.
 */
@SpringBootApplication
@EnableJdbcRepositories
public class ClientShop {

	public record Client(@Id Long id) {
	}

}
