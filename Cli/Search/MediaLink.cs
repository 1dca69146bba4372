using System.Globalization;

namespace Gexia.Cli.Search;

/// <summary>Links from a page to a stretch of a video: a URL whose fragment is a time, as the W3C's Media Fragments have it.</summary>
/// <param name="page">The page's file.</param>
/// <param name="folder">The folder of the videos.</param>
internal sealed class MediaLink(string page, string folder)
{
    private readonly string from = Path.GetDirectoryName(Path.GetFullPath(page))!;

    /// <summary>The stretch from a start to an end; relative to the page, so that page and videos can be moved together.</summary>
    /// <param name="file">Relative to the folder, with <c>/</c> between folders.</param>
    /// <param name="start">Seconds.</param>
    /// <param name="end">Seconds.</param>
    public string To(string file, double start, double end) =>
        string.Create(CultureInfo.InvariantCulture, $"{Address(file)}#t={start:0.###},{end:0.###}");

    /// <summary>One second.</summary>
    public string To(string file, double second) => string.Create(CultureInfo.InvariantCulture, $"{Address(file)}#t={second:0.###}");

    private string Address(string file)
    {
        var path = Path.GetFullPath(Path.Combine(folder, file));
        var relative = Path.GetRelativePath(from, path);
        // On another drive there is no way from one to the other.
        return Path.IsPathRooted(relative) ? "file:///" + Escape(path.TrimStart(Path.DirectorySeparatorChar)) : "./" + Escape(relative);
    }

    /// <summary>
    /// Every name percent-encoded but for letters, digits and <c>-._~</c>, so that no name ends the path or begins a
    /// scheme, a query or markup.
    /// </summary>
    private static string Escape(string path) => string.Join('/', path.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
}
