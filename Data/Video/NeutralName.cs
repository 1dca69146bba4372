namespace Gexia.Data.Video;

/// <summary>Lets ffmpeg read a file under a name that says nothing about its content: a link in a private folder, without ending.</summary>
/// <remarks>
/// Some of ffmpeg's readers ask for the name before they look at the content: under <c>x.jpg</c> a file is an image sequence, in whose
/// names <c>%03d</c> and <c>?</c> stand for numbers. The content is to decide. Where links cannot be made the file keeps its name.
/// </remarks>
internal sealed class NeutralName : IDisposable
{
    private const string Protocol = "file:";

    private readonly string own;
    private readonly DirectoryInfo? folder;

    /// <summary>Makes the link if a program is to read the file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="arguments">Of the program; among them the file as <see cref="MediaTool"/> names it.</param>
    public NeutralName(string file, IEnumerable<string> arguments)
    {
        own = Protocol + Path.GetFullPath(file);
        Arguments = [.. arguments];
        var at = Arguments.IndexOf(own);
        if (at < 0) return;
        try
        {
            folder = Directory.CreateTempSubdirectory("gexia-");        // only its owner may look into it
            var link = Path.Combine(folder.FullName, "input");
            File.CreateSymbolicLink(link, Path.GetFullPath(file));
            Arguments[at] = Protocol + link;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            Dispose();
        }
        Instead = Arguments[at];
    }

    /// <summary>What the program is started with.</summary>
    public List<string> Arguments { get; }

    private string? Instead { get; }

    /// <summary>A message of the program with the file's own name in it.</summary>
    public string Restore(string message) => Instead is null ? message : message.Replace(Instead, own, StringComparison.Ordinal);

    /// <summary>Removes the link.</summary>
    public void Dispose()
    {
        try
        {
            if (folder is not null && Directory.Exists(folder.FullName)) folder.Delete(recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A link that stays in the folder for temporary files harms nobody.
        }
    }
}
