using System.Runtime.InteropServices;

namespace Gexia.Tests.Support;

/// <summary>Makes named pipes without the program of that name, which small machines lack.</summary>
internal static partial class NamedPipe
{
    public static string Create(string path)
    {
        Assert.Equal(0, MakePipe(path, 0x180));             // 600 in octal
        return path;
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}
