using System.Security.Cryptography;
using System.Text;
using Gexia.Cli;
using Gexia.Cli.Pull;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>Where redirects may lead, and what of an address is told to whom.</summary>
public sealed class PullAddressTests : IDisposable
{
    private static readonly byte[] content = [1, 2, 3];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("https://a.org/x", "https://b.org/y", "https://b.org/y")]
    [InlineData("http://a.org/x", "https://b.org/y", "https://b.org/y")]
    [InlineData("http://a.org/x", "http://b.org/y", "http://b.org/y")]
    [InlineData("https://a.org/d/x", "y?z=1", "https://a.org/d/y?z=1")]
    [InlineData("https://a.org/x", "//b.org/y", "https://b.org/y")]
    public void A_redirect_within_the_web_is_followed(string from, string to, string next) =>
        Assert.Equal(next, Address.Follow(new(from), new(to, UriKind.RelativeOrAbsolute)).AbsoluteUri);

    [Theory]
    [InlineData("https://a.org/x", "http://a.org/x", "not encrypted")]
    [InlineData("https://a.org/x", "ftp://a.org/x", "only http and https")]
    [InlineData("http://a.org/x", "ftp://me:secret@a.org/x", "only http and https")]
    [InlineData("http://a.org/x", "file:///etc/passwd", "only http and https")]
    [InlineData("http://a.org/x", "data:text/plain,x", "only http and https")]
    [InlineData("http://a.org/x", null, "without saying where")]
    public void A_redirect_out_of_it_is_refused(string from, string? to, string message)
    {
        var error = Assert.Throws<CommandException>(
            () => Address.Follow(new(from), to is null ? null : new(to, UriKind.RelativeOrAbsolute)));
        Assert.Equal(ExitCode.BadInput, error.ExitCode);
        Assert.Contains(message, error.Message);
        Assert.DoesNotContain("secret", error.Message);
    }

    [Theory]
    [InlineData("https://me:secret@a.org:8443/x.bin?sig=secret#secret", "https://a.org:8443/x.bin?…")]
    [InlineData("https://a.org/x.bin", "https://a.org/x.bin")]
    [InlineData("ftp://me:secret@a.org/x", "ftp://a.org/x")]
    [InlineData("me:secret@a.org/x?secret", "a.org/x?…")]
    [InlineData("https://me:secret@a b/x", "a b/x")]
    [InlineData("http://me:se@secret@", "")]
    [InlineData("x.bin", "x.bin")]
    public void Secrets_of_an_address_are_not_shown(string address, string shown) => Assert.Equal(shown, Address.Shown(address));

    [Fact]
    public async Task A_circle_of_redirects_ends()
    {
        using var server = new HostileServer(visit => visit.Headers("302 Found", "Location: /model.bin", "Content-Length: 0"));
        Assert.Contains("redirects more than 10 times", (await Assert.ThrowsAsync<CommandException>(() => Bring(server.Url))).Message);
        Assert.Equal(11, server.Requests.Count);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("file:///etc/hostname")]
    public async Task A_server_cannot_lead_out_of_the_web(string location)
    {
        using var server = new HostileServer(visit => visit.Headers("301 Moved Permanently", $"Location: {location}", "Content-Length: 0"));
        Assert.Contains("only http and https", (await Assert.ThrowsAsync<CommandException>(() => Bring(server.Url))).Message);
        Assert.Single(server.Requests);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_password_goes_to_its_own_host_only_and_into_no_message()
    {
        using var second = new HostileServer(visit => visit.Headers("403 Forbidden", "Content-Length: 0"));
        using var first = new HostileServer(
            visit => visit.Headers("307 Temporary Redirect", $"Location: http://127.0.0.1:{second.Port}/x?secret", "Content-Length: 0"));
        var error = await Assert.ThrowsAsync<CommandException>(
            () => Bring(new Uri($"http://me:secr%65t@127.0.0.1:{first.Port}/model.bin?token=secret")));
        Assert.DoesNotContain("secr", error.Message);
        Assert.Contains("answers 403", error.Message);
        Assert.Contains($"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("me:secret"))}", first.Requests[0]);
        Assert.DoesNotContain("Authorization", second.Requests[0]);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_named_without_the_password()
    {
        using var gone = new HostileServer(_ => { });
        var port = gone.Port;
        gone.Dispose();
        var message =
            (await Assert.ThrowsAsync<CommandException>(() => Bring(new Uri($"http://me:secret@127.0.0.1:{port}/model.bin")))).Message;
        Assert.Contains("broke off 5 times", message);
        Assert.DoesNotContain("secret", message);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("ftp://me:secret@example.org/x.bin")]
    [InlineData("//me:secret@example.org/x.bin")]
    [InlineData("https://me:secret@exa mple/x.bin")]
    [InlineData("https://me:secret@example.org/")]
    public void A_refused_address_is_told_without_its_password(string address)
    {
        var line = CliResult.Run("pull", "lab/model", "--from", address, "--sha256", new string('0', 64)).OneErrorLine(ExitCode.Usage);
        Assert.DoesNotContain("secret", line);
    }

    [Theory]
    [InlineData("/g", "/x", "/home", "/g")]
    [InlineData("", "/x", "/home", "/x/gexia")]
    [InlineData(null, "x", null, "PROFILE/.cache/gexia")]
    [InlineData(null, "", "", "PROFILE/.cache/gexia")]
    [InlineData(null, null, "/nonexistent", null)]
    [InlineData(null, null, "nonexistent", null)]
    public void Models_lie_where_the_environment_says_or_it_says_what_to_set(string? gexia, string? cache, string? home, string? expected)
    {
        var environment = new Dictionary<string, string?> { ["GEXIA_HOME"] = gexia, ["XDG_CACHE_HOME"] = cache, ["HOME"] = home };
        string Root() => ModelCache.RootOf(environment.GetValueOrDefault, folder.Path);
        if (expected is null) Assert.Contains("Set GEXIA_HOME", Assert.Throws<CommandException>(Root).Message);
        else Assert.Equal(expected.Replace("PROFILE", folder.Path), Root());
    }

    [Fact]
    public void Without_any_folder_of_a_user_it_says_what_to_set() =>
        Assert.Contains("Set GEXIA_HOME", Assert.Throws<CommandException>(() => ModelCache.RootOf(_ => null, "")).Message);

    [Fact]
    public async Task A_folder_that_cannot_be_made_says_what_to_set()
    {
        var limits = new PullLimits();
        using var server = new FileServer(limits);
        var download = new Download(server, limits, (_, _) => { });
        var path = Path.Combine(folder.Write("file", ""), "models", "x.bin");
        var error = await Assert.ThrowsAsync<CommandException>(
            () => download.Bring(new Uri("http://127.0.0.1:9/"), path, "", CancellationToken.None));
        Assert.Contains("Set GEXIA_HOME", error.Message);
    }

    private async Task Bring(Uri url)
    {
        var limits = new PullLimits { Pause = TimeSpan.Zero };
        using var server = new FileServer(limits);
        await new Download(server, limits, (_, _) => { }).Bring(
            url, folder.File("model.bin"), Convert.ToHexStringLower(SHA256.HashData(content)), CancellationToken.None);
    }
}
