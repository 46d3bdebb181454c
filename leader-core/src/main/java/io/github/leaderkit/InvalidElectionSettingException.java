package io.github.leaderkit;

/**
 * Thrown for an election setting that cannot work. Says what to do about it.
 */
public class InvalidElectionSettingException extends InvalidLeaderConfigurationException {

	private final String setting;

	/**
	 * Creates the exception.
	 * @param setting the name of the setting, such as {@code ttl} or
	 * {@code drain-timeout}
	 * @param problem what is wrong, with the values involved
	 * @param fix what to do about it
	 */
	public InvalidElectionSettingException(String setting, String problem, String fix) {
		super("Invalid election setting '" + setting + "': ", problem, fix, null);
		this.setting = setting;
	}

	/**
	 * The name of the setting, in kebab case and without a prefix.
	 * @return the name of the setting
	 */
	public String setting() {
		return this.setting;
	}

}
