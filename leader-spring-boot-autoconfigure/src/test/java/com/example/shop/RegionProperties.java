package com.example.shop;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of an application whose names begin like ours.
 */
@ConfigurationProperties("leader.region")
public class RegionProperties {

	private String name;

	public String getName() {
		return this.name;
	}

	public void setName(String name) {
		this.name = name;
	}

}
