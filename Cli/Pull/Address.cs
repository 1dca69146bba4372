using System.Net.Http.Headers;
using System.Text;

namespace Gexia.Cli.Pull;

/// <summary>
/// What is done with addresses, which may hold secrets: a user and a password before the host, a signature behind the question mark.
/// </summary>
internal static class Address
{
    /// <summary>Whether a file can be brought from there.</summary>
    public static bool IsWeb(Uri address) => address.IsAbsoluteUri && address.Scheme is "http" or "https";

    /// <summary>An address as messages show it: without user, password and query.</summary>
    public static string Shown(Uri address) =>
        !address.IsAbsoluteUri ? Shown(address.OriginalString)
        : $"{address.Scheme}://{address.Authority}{address.AbsolutePath}{(address.Query.Length > 0 ? "?…" : "")}";

    /// <summary>The same of a text that may be no address at all.</summary>
    public static string Shown(string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Authority.Length > 0) return Shown(address);
        var query = text.IndexOf('?');
        if (query >= 0) text = text[..query] + "?…";
        return text[(text.LastIndexOf('@') + 1)..];
    }

    /// <summary>Where a redirect leads.</summary>
    /// <param name="from">The address that answered.</param>
    /// <param name="to">Its <c>Location</c>, which may be relative.</param>
    /// <exception cref="CommandException">It leads away from the web, or from https to http.</exception>
    public static Uri Follow(Uri from, Uri? to)
    {
        if (to is null || !Uri.TryCreate(from, to, out var next))
            throw CommandException.BadInput($"pull: {Shown(from)} redirects without saying where.");
        if (!IsWeb(next))
            throw CommandException.BadInput($"pull: {Shown(from)} redirects to {Shown(next)}; only http and https are followed.");
        if (from.Scheme == "https" && next.Scheme != "https")
        {
            throw CommandException.BadInput(
                $"pull: {Shown(from)} redirects from https to {Shown(next)}, which is not encrypted; that is not followed.");
        }
        return next;
    }

    /// <summary>The header that carries an address's user and password; null where it has none.</summary>
    public static AuthenticationHeaderValue? Credentials(Uri address) => address.UserInfo.Length == 0 ? null
        : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo))));
}
