using System.Collections.Concurrent;
using System.CommandLine;
using Gexia.Cli;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>Every verb with standard streams that are closed, full, or read by nobody.</summary>
public sealed class StreamTests(VerbCases cases) : IClassFixture<VerbCases>
{
    /// <summary>The verbs of the command tree, so that a new one cannot be forgotten here.</summary>
    public static TheoryData<string> Verbs
    {
        get
        {
            using var terminal = new Terminal(TextReader.Null, TextWriter.Null, TextWriter.Null);
            return [.. CommandLine.Root(terminal).Subcommands.Select(verb => verb.Name)];
        }
    }

    private static readonly ConcurrentDictionary<string, CliResult> whole = [];

    [UnixTheory, MemberData(nameof(Verbs))]
    public void Standard_output_that_cannot_be_written_is_one_line_and_exit_code_3(string verb)
    {
        Assert.NotEmpty(Whole(verb).Out);
        Assert.Contains("standard output is closed", Failure(verb, ">&-"));
        if (File.Exists("/dev/full"))
            Assert.Contains("standard output cannot be written: No space left on device", Failure(verb, ">/dev/full"));
    }

    [UnixTheory, MemberData(nameof(Verbs))]
    public void A_reader_that_has_gone_ends_it_without_a_word(string verb)
    {
        var pipe = Path.Combine(Directory.CreateTempSubdirectory("gexia-pipe-").FullName, "pipe");
        SpecialFiles.Pipe(pipe);
        // 4 writes into a pipe whose one reader, 3, is closed again before the program starts.
        var result = Run(verb, $"3<>'{pipe}' 4>'{pipe}' 3>&- >&4 4>&-");
        Assert.Equal(ExitCode.ReaderGone, result.Code);
        Assert.Empty(Troubles(result.Error));
        Directory.Delete(Path.GetDirectoryName(pipe)!, recursive: true);
    }

    [UnixTheory, MemberData(nameof(Verbs))]
    public void Without_standard_input_or_standard_error_it_does_what_it_does_otherwise(string verb)
    {
        var whole = Whole(verb);
        Assert.Equal(ExitCode.Ok, whole.Code);
        Assert.Equal(verb == "tokenize" ? ExitCode.NothingFound : ExitCode.Ok, Run(verb, "<&-").Code);
        foreach (var redirection in (string[])["2>&-", "2>/dev/full"])
        {
            if (redirection.Contains("full") && !File.Exists("/dev/full")) continue;
            var mute = Run(verb, redirection);
            Assert.Equal((whole.Code, ""), (mute.Code, mute.Error));
            Assert.Equal(whole.Out.Length > 0, mute.Out.Length > 0);
        }
    }

    [UnixTheory]
    [InlineData("--help")]
    [InlineData("tokenize", "--help")]
    [InlineData("--version")]
    public void Help_that_cannot_be_written_is_told_too(params string[] arguments)
    {
        Assert.Equal(ExitCode.BadInput, Shell.Run($"exec {Shell.Gexia} \"$@\" >&-", arguments).Code);
        Assert.Equal(ExitCode.Ok, Shell.Run($"exec {Shell.Gexia} \"$@\" <&- 2>&-", arguments).Code);
    }

    [UnixFact]
    public void A_wrong_command_line_keeps_its_exit_code_with_all_streams_closed() =>
        Assert.Equal(ExitCode.Usage, Shell.Run($"exec {Shell.Gexia} \"$@\" <&- >&- 2>&-", "tokenise").Code);

    [UnixFact]
    public void An_endless_input_ends_when_the_reader_of_the_output_goes()
    {
        var result = Shell.Run(
            $"while echo a cat; do :; done 2>/dev/null | {{ {Shell.Gexia} tokenize; echo $? >\"$1\"; }} | {{ read a; read b; echo $a, $b; "
            + $"}}",
            cases.File("code"));
        Assert.Equal((0, "320 2368, 320 2368\n", ""), (result.Code, result.Out, result.Error));
        Assert.Equal("141\n", File.ReadAllText(cases.File("code")));
    }

    [UnixFact]
    public void Results_come_before_the_next_line_is_asked_for()
    {
        // The second line is only written when the answer to the first has been read.
        var pipe = SpecialFiles.Pipe(cases.File("question"));
        var result = Shell.Run(
            $"{Shell.Gexia} tokenize <\"$1\" | {{ exec 3>\"$1\"; echo a >&3; read first; echo cat >&3; read second; exec 3>&-; "
            + $"echo $first, $second; }}",
            pipe);
        Assert.Equal((0, "320, 2368\n"), (result.Code, result.Out));
    }

    [UnixFact]
    public void Two_programs_may_write_one_file_in_turn()
    {
        var result = Shell.Run(
            $"{{ echo a | {Shell.Gexia} tokenize; echo cat | {Shell.Gexia} tokenize; }} >\"$1\"; cat \"$1\"", cases.File("both"));
        Assert.Equal("320\n2368\n", result.Out);
    }

    [UnixFact]
    public void A_folder_as_standard_input_is_named_as_what_it_is() =>
        Assert.Contains("standard input", Shell.Run($"exec {Shell.Gexia} tokenize </").OneErrorLine(3));

    /// <summary>What it does with all streams open.</summary>
    private CliResult Whole(string verb) => whole.GetOrAdd(verb, _ => Run(verb, ""));

    private string Failure(string verb, string redirection)
    {
        var result = Run(verb, redirection);
        Assert.Equal((ExitCode.BadInput, ""), (result.Code, result.Out));
        return Assert.Single(Troubles(result.Error));
    }

    private CliResult Run(string verb, string redirection) => Shell.Run(
        $"export GEXIA_HOME='{cases.Home}'; {(verb == "tokenize" && redirection != "<&-" ? "echo a square | " : "")}{{ {Shell.Gexia} "
        + $"\"$@\"; }} {redirection}",
        [verb, .. cases.Arguments[verb]]);

    /// <summary>The lines about the output, and those of a crash; a verb may say other things too.</summary>
    private static IEnumerable<string> Troubles(string error) =>
        error.Split('\n').Where(line =>
            line.Contains("standard output") || line.Contains("internal error") || line.Contains("Unhandled") || line.StartsWith("   at "));
}
