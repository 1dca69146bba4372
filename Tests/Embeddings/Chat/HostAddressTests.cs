using System.Net;
using Gexia.Embeddings.Chat;
using Microsoft.Extensions.AI;

namespace Gexia.Tests.Embeddings.Chat;

/// <summary>Which machines an endpoint may be.</summary>
public sealed class HostAddressTests
{
    [Theory]
    [InlineData("8.8.8.8", "Public")]
    [InlineData("172.15.255.255", "Public")]
    [InlineData("172.32.0.0", "Public")]
    [InlineData("2606:4700::1", "Public")]
    [InlineData("::ffff:8.8.8.8", "Public")]
    [InlineData("64:ff9b::808:808", "Public")]
    [InlineData("127.0.0.1", "Loopback")]
    [InlineData("127.255.255.254", "Loopback")]
    [InlineData("::1", "Loopback")]
    [InlineData("::ffff:127.0.0.1", "Loopback")]
    [InlineData("10.255.0.1", "Private")]
    [InlineData("172.16.0.1", "Private")]
    [InlineData("172.31.255.255", "Private")]
    [InlineData("192.168.1.1", "Private")]
    [InlineData("100.64.0.1", "Private")]
    [InlineData("fd12:3456::1", "Private")]
    [InlineData("64:ff9b::a00:1", "Private")]
    [InlineData("2002:c0a8:101::", "Private")]
    [InlineData("169.254.169.254", "Never")]
    [InlineData("169.254.0.1", "Never")]
    [InlineData("::ffff:169.254.169.254", "Never")]
    [InlineData("64:ff9b::a9fe:a9fe", "Never")]
    [InlineData("2002:a9fe:a9fe::1", "Never")]
    [InlineData("fe80::1", "Never")]
    [InlineData("fe80::1%1", "Never")]
    [InlineData("fd00:ec2::254", "Never")]
    [InlineData("fd20:ce::254", "Never")]
    [InlineData("100.100.100.200", "Never")]
    [InlineData("168.63.129.16", "Never")]
    [InlineData("192.0.0.192", "Never")]
    [InlineData("0.0.0.0", "Never")]
    [InlineData("0.1.2.3", "Never")]
    [InlineData("224.0.0.1", "Never")]
    [InlineData("255.255.255.255", "Never")]
    [InlineData("::", "Never")]
    [InlineData("::127.0.0.1", "Never")]
    [InlineData("ff02::1", "Never")]
    [InlineData("fec0::1", "Never")]
    [InlineData("2001::1", "Never")]
    public void The_address_says_what_machine_it_is(string address, string kind) =>
        Assert.Equal(kind, HostAddresses.KindOf(IPAddress.Parse(address)).ToString());

    [Theory]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1/chat/completions")]
    [InlineData("http://127.0.0.1:8080/", "http://127.0.0.1:8080/v1/chat/completions")]
    [InlineData("https://a.org/v1", "https://a.org/v1/chat/completions")]
    [InlineData("https://a.org/api/v1/", "https://a.org/api/v1/chat/completions")]
    [InlineData("https://a.org/v1/chat/completions", "https://a.org/v1/chat/completions")]
    [InlineData("https://a.org//b.org/v1", "https://a.org//b.org/v1/chat/completions")]
    [InlineData("http://[::1]:11434/v1", "http://[::1]:11434/v1/chat/completions")]
    public void An_address_names_a_server_an_api_or_the_completions(string text, string address) =>
        Assert.Equal(address, ChatAddress.Parse(text, takesPrivate: true).AbsoluteUri);

    [Theory]
    [InlineData("ftp://a.org/v1")]
    [InlineData("file:///etc/passwd")]
    [InlineData("a.org/v1")]
    [InlineData("//a.org/v1")]
    [InlineData("")]
    [InlineData("https://me:secret@a.org/v1")]
    [InlineData("https://a.org/v1?key=secret")]
    [InlineData("https://a.org/v1#secret")]
    public void Other_addresses_are_refused_and_not_repeated(string text) =>
        Assert.DoesNotContain("secret", Assert.Throws<ArgumentException>(() => ChatAddress.Parse(text, takesPrivate: true)).Message);

    [Theory]
    [InlineData("http://127.0.0.1/", false, "127.0.0.1 is this machine. If that is meant, allow it: --chat-private.")]
    [InlineData("http://2130706433/", false, "this machine")]
    [InlineData("http://0x7f.1/", false, "this machine")]
    [InlineData("http://[::1]/", false, "this machine")]
    [InlineData("http://10.0.0.1/", false, "of a private network")]
    [InlineData("http://169.254.169.254/", true, "never connected to")]
    [InlineData("http://[fe80::1]/", true, "never connected to")]
    [InlineData("http://[::ffff:169.254.169.254]/", true, "never connected to")]
    public void Machines_that_are_named_by_number_are_refused_before_anything_is_done(string text, bool takesPrivate, string message) =>
        Assert.Contains(message, Assert.Throws<RefusedHostException>(() => ChatAddress.Parse(text, takesPrivate)).Message);

    [Theory]
    [InlineData(false, "127.0.0.1", "endpoint.test (127.0.0.1) is this machine")]
    [InlineData(true, "169.254.169.254", "endpoint.test (169.254.169.254) is link-local")]
    [InlineData(true, "127.0.0.1 169.254.169.254", "(169.254.169.254) is link-local")]      // one bad address is enough
    [InlineData(false, "8.8.8.8 10.0.0.1", "(10.0.0.1) is of a private network")]
    public async Task A_name_is_judged_by_all_of_its_addresses(bool takesPrivate, string addresses, string message)
    {
        using var server = ChatServer.Sensible();
        var asked = 0;
        using var endpoint = Endpoint(server, takesPrivate, null, () =>
        {
            asked++;
            return addresses;
        });
        Assert.Contains(message, (await Assert.ThrowsAsync<RefusedHostException>(() => endpoint.GetResponseAsync("x"))).Message);
        Assert.Equal((1, 0), (asked, server.Questions.Count));
    }

    [Fact]
    public async Task The_connection_goes_to_the_address_that_was_judged()
    {
        using var server = ChatServer.Sensible();
        var asked = 0;
        using var endpoint = Endpoint(server, true, null, () => ++asked == 1 ? "127.0.0.1" : "169.254.169.254");
        Assert.Equal("a b c d", (await endpoint.GetResponseAsync("x\n\na b c d e")).Text);
        Assert.Contains($"\r\nHost: endpoint.test:{server.Port}", server.Questions[0].Head);
        Assert.Equal("f", (await endpoint.GetResponseAsync("x\n\nf")).Text);                      // over the connection that is open
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_name_that_turns_bad_is_refused_with_the_next_connection()
    {
        using var server = new ChatServer(question => question.Whole("500 Oh", "{}", "Connection: close"));
        var asked = 0;
        using var endpoint = Endpoint(server, true, null, () => ++asked == 1 ? "127.0.0.1" : "169.254.169.254");
        await Assert.ThrowsAsync<RefusedHostException>(() => endpoint.GetResponseAsync("x"));
        Assert.Equal((2, 1), (asked, server.Questions.Count));
    }

    [Fact]
    public async Task A_key_does_not_go_through_the_internet_in_the_clear()
    {
        using var server = ChatServer.Sensible();
        using var endpoint = Endpoint(server, true, "k-secret", () => "127.0.0.1 8.8.8.8");
        var message = (await Assert.ThrowsAsync<RefusedHostException>(() => endpoint.GetResponseAsync("x"))).Message;
        Assert.Contains("in the clear. Use https", message);
        Assert.DoesNotContain("k-secret", message);
        Assert.Empty(server.Questions);
    }

    [Fact]
    public async Task A_name_without_addresses_is_a_fault_that_may_pass()
    {
        using var server = ChatServer.Sensible();
        using var endpoint = Endpoint(server, true, null, () => "");
        Assert.Contains("failed 2 times", (await Assert.ThrowsAsync<GexiaException>(() => endpoint.GetResponseAsync("x"))).Message);
    }

    private static ChatEndpoint Endpoint(ChatServer server, bool takesPrivate, string? key, Func<string> addresses) => new(
        new Uri($"http://endpoint.test:{server.Port}/v1/chat/completions"),
        new ChatLimits { TakesPrivate = takesPrivate, Pause = TimeSpan.Zero, Attempts = 2 },
        new Rng(1),
        key,
        (name, _) =>
        {
            Assert.Equal("endpoint.test", name);
            return Task.FromResult<IPAddress[]>(
                [.. addresses().Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)]);
        });
}
