package com.example.shop.customers;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.data.annotation.Id;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;
import org.springframework.data.repository.ListCrudRepository;

/**
 * An application that says which repositories are in its database.
 */
@SpringBootApplication
@EnableJdbcRepositories(includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = ListCrudRepository.class))
public class CustomerShop {

	public record Customer(@Id Long id) {
	}

}
