namespace Gexia.Cli.Pull;

/// <summary>Where pulled files lie: <c>$GEXIA_HOME/models/NAME</c>; without that variable, the user's cache folder.</summary>
internal static class ModelCache
{
    public static string FolderOf(string name) => Path.Combine([Root, "models", .. name.Split('/')]);

    private static string Root =>
        Environment.GetEnvironmentVariable("GEXIA_HOME") is { Length: > 0 } home ? home
        : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? Path.Combine(cache, "gexia")
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "gexia");

    /// <summary>Refuses names that would leave the cache: two plain words with a slash between them.</summary>
    public static bool IsName(string name) => name.Split('/') is [var owner, var model] && IsWord(owner) && IsWord(model);

    /// <summary>Letters, digits, dashes and dots, not a dot first: safe as one folder's name.</summary>
    public static bool IsWord(string word) => word.Length is > 0 and <= 100 && word[0] != '.' && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}
