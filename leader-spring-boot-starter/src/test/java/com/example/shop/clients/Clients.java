package com.example.shop.clients;

import com.example.shop.clients.ClientShop.Client;

import org.springframework.data.repository.ListCrudRepository;

/**
 * A repository of clients.
 */
public interface Clients extends ListCrudRepository<Client, Long> {

}
