using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Gexia.Tests.Embeddings.Chat;

/// <summary>A chat endpoint on this machine that answers whatever a test likes, over connections that stay open as real ones do.</summary>
internal sealed class ChatServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Action<Question> answer;
    private readonly List<Question> questions = [];

    /// <param name="answer">Answers one question; the connection is closed behind it, unless the answer was a whole one.</param>
    public ChatServer(Action<Question> answer)
    {
        this.answer = answer;
        listener.Start();
        new Thread(Serve) { IsBackground = true }.Start();
    }

    /// <summary>A server that gives the first words of each text.</summary>
    public static ChatServer Sensible() => new(question => question.Reply(question.FirstWords()));

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public Uri Url => new($"http://127.0.0.1:{Port}/v1/chat/completions");

    public IReadOnlyList<Question> Questions
    {
        get { lock (questions) return [.. questions]; }
    }

    public void Dispose() => listener.Dispose();

    private void Serve()
    {
        try
        {
            while (true)
            {
                var socket = listener.AcceptSocket();
                socket.NoDelay = true;
                new Thread(() => Converse(socket)) { IsBackground = true }.Start();
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private void Converse(Socket socket)
    {
        using var connection = socket;
        try
        {
            using var stream = new NetworkStream(socket);
            while (Read(stream) is { } read)
            {
                Question question;
                lock (questions)
                {
                    question = new Question(socket, questions.Count + 1, read.Head, read.Body);
                    questions.Add(question);
                }
                answer(question);
                if (!question.StaysOpen) break;
            }
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception error) when (error is SocketException or IOException or ObjectDisposedException)
        {
            // The client went away.
        }
    }

    private static (string Head, string Body)? Read(NetworkStream stream)
    {
        var buffer = new byte[1 << 16];
        var length = 0;
        var end = -1;
        while (end < 0)
        {
            var read = stream.Read(buffer, length, buffer.Length - length);
            if (read == 0) return null;
            length += read;
            end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
        }
        var head = Encoding.ASCII.GetString(buffer, 0, end);
        var size = int.Parse(
            head.Split("\r\n").Single(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))[15..]);
        var body = new byte[size];
        var there = Math.Min(size, length - end - 4);
        buffer.AsSpan(end + 4, there).CopyTo(body);
        stream.ReadExactly(body, there, size - there);
        return (head, Encoding.UTF8.GetString(body));
    }

    /// <summary>One request.</summary>
    /// <param name="Socket">To the client.</param>
    /// <param name="Number">From 1.</param>
    /// <param name="Head">Its first line and headers.</param>
    /// <param name="Body">Its JSON.</param>
    internal sealed record Question(Socket Socket, int Number, string Head, string Body)
    {
        public bool StaysOpen { get; private set; }

        public JsonElement Json => JsonDocument.Parse(Body).RootElement;

        /// <summary>What the user says.</summary>
        public string Prompt => Json.GetProperty("messages")[0].GetProperty("content").GetString()!;

        /// <summary>The text below the default prompt.</summary>
        public string Text => Prompt[(Prompt.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];

        public string FirstWords(int count = 4) => string.Join(' ', Text.Split(' ').Take(count));

        /// <summary>A good reply with this text.</summary>
        public void Reply(string text)
        {
            var content = JsonSerializer.Serialize(text);
            Whole("200 OK", "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":" + content + "}}]}");
        }

        /// <summary>A whole answer with a body of JSON; the connection stays open unless a header says otherwise.</summary>
        public void Whole(string status, string json, params string[] headers)
        {
            var body = Encoding.UTF8.GetBytes(json);
            StaysOpen = !headers.Contains("Connection: close");
            Send($"HTTP/1.1 {status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {body.Length}\r\n"
                + $"{string.Concat(headers.Select(header => header + "\r\n"))}\r\n", body);
        }

        /// <summary>Any first line and headers, and any bytes.</summary>
        public void Send(string head, ReadOnlySpan<byte> body = default)
        {
            byte[] bytes = [.. Encoding.ASCII.GetBytes(head), .. body];
            for (var sent = 0; sent < bytes.Length;) sent += Socket.Send(bytes.AsSpan(sent));
        }

        /// <summary>Whether the client still listens.</summary>
        public bool IsOpen => !(Socket.Poll(0, SelectMode.SelectRead) && Socket.Available == 0);

        /// <summary>Breaks the connection off with a reset.</summary>
        public void Reset()
        {
            Socket.LingerState = new LingerOption(true, 0);
            Socket.Close();
        }
    }
}
