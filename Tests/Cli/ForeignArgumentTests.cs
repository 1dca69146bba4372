using Gexia.Cli.Parsing;
using Gexia.Cli;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

public class ForeignArgumentTests
{
    [Theory]
    [InlineData("gexia\0info\0--weights\0caf\u00e9.bin\0", 3, "caf\\xE9.bin")]
    [InlineData("dotnet\0gexia.dll\0embed\0\u00e4\u00f6\0x\0", 3, "\\xE4\\xF6")]
    [InlineData("\u00e9/gexia.dll\0info\0", 1, null)]                  // not the program's own arguments
    [InlineData("gexia\0info\0\0", 2, null)]
    [InlineData("gexia\0a b\0c\0", 2, null)]
    public void Bytes_that_are_not_UTF8_are_found_and_shown(string latin1, int count, string? shown) =>
        Assert.Equal(shown, ForeignArguments.First(System.Text.Encoding.Latin1.GetBytes(latin1), count));

    [Theory]
    [InlineData("café", "file�")]                                      // a replacement character that was really given
    [InlineData("grüße", "x")]
    public void Valid_arguments_pass(params string[] arguments) => Assert.Null(ForeignArguments.First(arguments));

    [UnixTheory]
    [InlineData("info --weights")]
    [InlineData("frames")]
    [InlineData("synth --out")]
    [InlineData("expand --out x --pairs")]
    public void A_file_name_in_Latin_1_is_refused_for_what_it_is(string verb)
    {
        if (!OperatingSystem.IsLinux()) return;
        var line = Shell.Run($"cd \"$1\"; exec {Shell.Gexia} {verb} \"$(printf 'caf\\351')\"", Path.GetTempPath())
            .OneErrorLine(ExitCode.BadInput);
        Assert.Contains("'caf\\xE9' is not UTF-8", line);
    }
}
