namespace Gexia.Tests.Support;

/// <summary>A folder of its own for one test, deleted with everything in it afterwards.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("gexia-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A file with that content; its path.</summary>
    public string Write(string name, string content)
    {
        System.IO.File.WriteAllText(File(name), content);
        return File(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
