using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gexia.Tests.Cli;

/// <summary>A server on this machine that answers each connection with whatever bytes a test likes.</summary>
internal sealed class HostileServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Action<Visit> answer;
    private readonly List<string> requests = [];

    /// <param name="answer">Answers one connection, which is closed behind it.</param>
    public HostileServer(Action<Visit> answer)
    {
        this.answer = answer;
        listener.Start();
        new Thread(Serve) { IsBackground = true }.Start();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public Uri Url => new($"http://127.0.0.1:{Port}/model.bin");

    /// <summary>What was asked, one text for each connection.</summary>
    public IReadOnlyList<string> Requests
    {
        get { lock (requests) return [.. requests]; }
    }

    public void Dispose() => listener.Dispose();

    private void Serve()
    {
        try
        {
            while (true)
            {
                var socket = listener.AcceptSocket();
                new Thread(() => Answer(socket)) { IsBackground = true }.Start();
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private void Answer(Socket socket)
    {
        using var connection = socket;
        try
        {
            var request = new StringBuilder();
            var letter = new byte[1];
            while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && socket.Receive(letter) > 0)
                request.Append((char)letter[0]);
            int number;
            lock (requests)
            {
                requests.Add(request.ToString());
                number = requests.Count;
            }
            answer(new Visit(socket, number, request.ToString()));
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The client went away.
        }
    }

    /// <summary>One connection.</summary>
    /// <param name="Socket">To the client.</param>
    /// <param name="Number">From 1.</param>
    /// <param name="Request">Its lines.</param>
    internal sealed record Visit(Socket Socket, int Number, string Request)
    {
        /// <summary>Sends a status line and headers.</summary>
        public void Headers(string status, params string[] headers) =>
            Bytes(
                Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 {status}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}Connection: close\r\n\r\n"));

        public void Bytes(ReadOnlySpan<byte> bytes)
        {
            while (!bytes.IsEmpty) bytes = bytes[Socket.Send(bytes)..];
        }

        /// <summary>Whether the client still listens.</summary>
        public bool IsOpen => !(Socket.Poll(0, SelectMode.SelectRead) && Socket.Available == 0);
    }
}
