namespace Gexia.Cli.Pull;

/// <summary>
/// Where pulled files lie: <c>$GEXIA_HOME/models/NAME</c>; without that variable, under <c>gexia</c> in the user's cache folder.
/// </summary>
internal static class ModelCache
{
    public static string FolderOf(string name) => Path.Combine([Root, "models", .. name.Split('/')]);

    public static string Root =>
        RootOf(Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    /// <summary>The cache by the environment; a relative XDG_CACHE_HOME counts as none, as its specification says.</summary>
    /// <param name="variable">Value by name; null or empty where it is not set.</param>
    /// <param name="profile">The user's folder as the system knows it; empty where there is none.</param>
    /// <exception cref="CommandException">Nothing says where.</exception>
    internal static string RootOf(Func<string, string?> variable, string profile)
    {
        if (variable("GEXIA_HOME") is { Length: > 0 } home) return Path.GetFullPath(home);
        if (variable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathFullyQualified(cache)) return Path.Combine(cache, "gexia");
        if (variable("HOME") is { Length: > 0 } user) profile = user;
        return Path.IsPathFullyQualified(profile) && Directory.Exists(profile)
            ? Path.Combine(profile, ".cache", "gexia")
            : throw CommandException.BadInput(
                $"pull: {(profile.Length == 0 ? "this user has no folder" : $"the user's folder '{profile}' does not exist")}. "
                + $"Set GEXIA_HOME to a folder for models.");
    }

    /// <summary>Refuses names that would leave the cache: two plain words with a slash between them.</summary>
    public static bool IsName(string name) => name.Split('/') is [var owner, var model] && IsWord(owner) && IsWord(model);

    /// <summary>Letters, digits, dashes and dots, not a dot first: safe as one folder's name.</summary>
    public static bool IsWord(string word) => word.Length is > 0 and <= 100
        && word[0] != '.'
        && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}
