package io.github.leaderkit.chaos.register;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/**
 * A connection to the {@link RegisterServer}, for one thread.
 */
public final class RegisterClient {

	private final DataInputStream in;

	private final DataOutputStream out;

	/**
	 * Connects.
	 * @param port where the server listens
	 * @throws IOException if it does not answer
	 */
	public RegisterClient(int port) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
		socket.setTcpNoDelay(true);
		this.in = new DataInputStream(socket.getInputStream());
		this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
	}

	/**
	 * Reads the unfenced list.
	 * @param election the number of the election
	 * @return its length
	 * @throws IOException if the server does not answer
	 */
	public int read(int election) throws IOException {
		this.out.writeByte(RegisterServer.READ);
		this.out.writeShort(election);
		this.out.flush();
		return this.in.readInt();
	}

	/**
	 * Writes to both registers.
	 * @param election the number of the election
	 * @param term the term of the writer
	 * @param element the element to add to the unfenced list
	 * @param base the length of that list when it was read
	 * @return whether the fenced register accepted the term
	 * @throws IOException if the server does not answer
	 */
	public boolean write(int election, long term, long element, int base) throws IOException {
		this.out.writeByte(RegisterServer.WRITE);
		this.out.writeShort(election);
		this.out.writeLong(term);
		this.out.writeLong(element);
		this.out.writeInt(base);
		this.out.flush();
		return this.in.readInt() == 1;
	}

}
