using System.Security.Cryptography;
using System.Text;
using Gexia.Io;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Gexia.Gpu;

/// <summary>
/// Compiled texts on disk, so that the next process need not compile them: a file a body, named by all that its text depends on.
/// </summary>
/// <remarks>
/// <c>GEXIA_KERNELS</c> names the folder; <c>off</c> keeps nothing. Else they lie in <c>$XDG_CACHE_HOME/gexia/kernels</c> or
/// <c>~/.cache/gexia/kernels</c>. A file that does not carry its own checksum is passed over; one that cannot be written does not matter.
/// </remarks>
internal sealed class KernelCache(string? folder)
{
    private const int MostBytes = 4 << 20;

    /// <summary>That of the process.</summary>
    public static KernelCache Default { get; } = new(DefaultFolder());

    /// <summary>The text of a body, if it is there.</summary>
    public string? Find<TBody>(CudaArchitecture architecture, CudaInstructionSet instructions) where TBody : struct
    {
        if (folder is null) return null;
        try
        {
            var path = PathOf<TBody>(architecture, instructions);
            if (!File.Exists(path)) return null;
            var text = InputFile.ReadAllText(path, MostBytes);
            var end = text.IndexOf('\n');
            return end > 0 && text[..end] == Checksum(text.AsSpan(end + 1)) ? text[(end + 1)..] : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or GexiaException)
        {
            return null;
        }
    }

    /// <summary>Keeps the text of a body, unless it is there.</summary>
    public void Keep<TBody>(CudaArchitecture architecture, CudaInstructionSet instructions, string text) where TBody : struct
    {
        if (folder is null) return;
        try
        {
            var path = PathOf<TBody>(architecture, instructions);
            if (File.Exists(path)) return;
            Directory.CreateDirectory(folder);
            AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes($"{Checksum(text)}\n{text}")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next process compiles again.
        }
    }

    // The versions of all assemblies that the text is made of and by, the body's closed type, the target, and what is changed in it.
    private string PathOf<TBody>(CudaArchitecture architecture, CudaInstructionSet instructions)
    {
        var parts = new StringBuilder().Append(architecture).Append('|').Append(instructions).Append('|').Append(PtxCompiler.Changes);
        Add(parts, typeof(Context));
        Add(parts, typeof(KernelCache));
        Add(parts, typeof(Tensor));
        Add(parts, typeof(TBody));
        return Path.Combine(folder!, Checksum(parts.ToString()) + ".ptx");
    }

    private static void Add(StringBuilder parts, Type type)
    {
        parts.Append('|').Append(type.Namespace).Append('.').Append(type.Name).Append(type.DeclaringType?.Name)
            .Append(type.Module.ModuleVersionId);
        foreach (var argument in type.GetGenericArguments()) Add(parts, argument);
    }

    private static string Checksum(ReadOnlySpan<char> text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));

    private static string? DefaultFolder()
    {
        if (Environment.GetEnvironmentVariable("GEXIA_KERNELS") is { Length: > 0 } chosen) return chosen == "off" ? null : chosen;
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(cache))
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            if (home.Length == 0) return null;
            cache = Path.Combine(home, ".cache");
        }
        return Path.Combine(cache, "gexia", "kernels");
    }
}
