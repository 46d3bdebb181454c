package com.example.shop.orders;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * An application with repositories in a database.
 */
@SpringBootApplication
public class OrderShop {

	public record Order(@Id Long id) {
	}

	@Table("items")
	public record Item(@Id Long id) {
	}

}
