using System.Net;

namespace Gexia.Embeddings.Chat;

/// <summary>The address of a chat endpoint: where replies are asked for.</summary>
internal static class ChatAddress
{
    private const string Completions = "/chat/completions";

    /// <summary>Reads the address that a person gave: of a server, of its API (<c>…/v1</c>), or of the completions themselves.</summary>
    /// <param name="text">The address.</param>
    /// <param name="takesPrivate">Whether this machine and those of its network may be named.</param>
    /// <exception cref="ArgumentException">It is no http or https address, or holds a user, a query or a fragment. The message does not
    /// repeat it, since it may hold a secret.</exception>
    /// <exception cref="RefusedHostException">It names an address that must not be connected to.</exception>
    public static Uri Parse(string text, bool takesPrivate)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
            || address.Host.Length == 0)
            throw new ArgumentException("chat: the endpoint must be an http or https address, such as http://127.0.0.1:8080/v1.");
        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
            throw new ArgumentException(
                "chat: the endpoint's address must have no user, query or fragment; a key is taken from "
                + $"the environment variable {ChatEndpoint.KeyVariable}.");
        if (IPAddress.TryParse(address.DnsSafeHost, out var literal)) HostAddresses.Require(address.Host, literal, takesPrivate);
        var path = address.AbsolutePath.TrimEnd('/');
        path = path.Length == 0 ? "/v1" + Completions : path.EndsWith(Completions, StringComparison.Ordinal) ? path : path + Completions;
        return new UriBuilder(address) { Path = path }.Uri;
    }
}
