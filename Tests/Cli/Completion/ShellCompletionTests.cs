using Gexia.Tests.Support;

namespace Gexia.Tests.Cli.Completion;

/// <summary>The scripts of <c>gexia completion</c> in real shells, in a folder whose names would do harm if a shell ran them.</summary>
public sealed class ShellCompletionTests : IDisposable
{
    private static readonly string[] names =
        ["plain.json", "sp ace.json", "$(touch harmed).json", "`touch harmed`.json", "a;touch harmed.json", "it's.json", "-n.json"];

    private readonly TemporaryFolder folder = new();

    public ShellCompletionTests()
    {
        foreach (var name in names) folder.Write(name, "");
        Directory.CreateDirectory(folder.File("bin"));
        var program = folder.Write("bin/gexia", $"#!/bin/sh\nexec {Shell.Gexia} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Dispose() => folder.Dispose();

    private string[] Run(string shell, string script)
    {
        var file = folder.Write("script", script);
        var result = Shell.Run(
            "cd \"$1\" && PATH=\"$1/bin:$PATH\" \"$2\" \"$3\" \"$4\"", folder.Path, shell,
            shell == "zsh" ? "-f" : shell == "fish" ? "--no-config" : "--norc", file);
        Assert.False(File.Exists(folder.File("harmed")), $"{shell} ran a name");
        return [.. result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    // What bash would do: the words as it splits them, then the function of the script.
    private string[] Bash(string line, params string[] words) => Run("bash", $$"""
        source <(gexia completion bash)
        compopt() { echo "compopt $*"; }
        COMP_LINE='{{line}}' COMP_WORDS=({{string.Join(' ', words.Select(word => $"'{word.Replace("'", @"'\''")}'"))}})
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _gexia
        printf '%s\n' "${COMPREPLY[@]}"
        """);

    [ProgramFact("bash")]
    public void Bash_completes()
    {
        Assert.Equal(["compopt +o default", "train"], Bash("gexia tra", "gexia", "tra"));
        Assert.Equal(["compopt +o default", "bfloat16"], Bash("gexia convert --dtype b", "gexia", "convert", "--dtype", "b"));
        Assert.Equal(["compopt +o default", "bfloat16"], Bash("gexia convert --dtype=b", "gexia", "convert", "--dtype", "=", "b"));
        Assert.Equal(["compopt +o default", "compopt -o default"], Bash("gexia train sp", "gexia", "train", "sp"));
        Assert.Equal(["compopt +o default", "compopt -o dirnames"], Bash("gexia eval ", "gexia", "eval", ""));
        foreach (var name in (string[])[
            "sp\\ ace.json", "\"$(touch harmed).json\"", "\\$\\(touch\\ harmed\\).json", "`touch harmed`.json", "a\\;touch harmed.json",
            "it\\'s.json"
        ])
            Assert.Equal(["compopt +o default", "--resume"], Bash("", "gexia", "train", name, "--resu"));
        Assert.Equal(["compopt +o default", "train"], Bash("", folder.File("bin/gexia"), "tra"));
    }

    [ProgramFact("fish")]
    public void Fish_completes()
    {
        string[] Fish(string line) =>
            [.. Run("fish", $"gexia completion fish | source\ncomplete -C {Quoted(line)}\n").Select(found => found.Split('\t')[0])];
        static string Quoted(string line) => $"'{line.Replace("\\", "\\\\").Replace("'", "\\'")}'";
        Assert.Equal(["train"], Fish("gexia tra"));
        Assert.Equal(["bfloat16"], Fish("gexia convert --dtype b"));
        Assert.Equal(["sp ace.json"], Fish("gexia train sp"));
        Assert.Equal(["bin/"], Fish("gexia eval "));
        foreach (var name in (string[])[
            "sp\\ ace.json", "\\$\\(touch\\ harmed\\).json", "'`touch harmed`.json'", "a\\;touch\\ harmed.json", "it\\'s.json"
        ])
            Assert.Equal(["--resume"], Fish($"gexia train {name} --resu"));
    }

    // zsh completes only where it edits a line, so it is given a terminal of its own.
    [ProgramFact("zsh")]
    public void Zsh_completes()
    {
        string Zsh(string line) => string.Join('\n', Run("zsh", $$"""
            zmodload zsh/zpty
            await() {
              local part; text=
              for ((i = 0; i < 600; i++)) {
                while zpty -r -t shell part; do text+=$part; done
                [[ $text == ${~1} ]] && return
                sleep 0.1
              }
              print "gave up: $text"; exit 1
            }
            zpty -b shell zsh -f -i
            setup='PS1=; autoload -Uz compinit; compinit -u -D; source <(gexia completion zsh);'
            setup+=' show() { zle expand-or-complete; print -r -- "<$BUFFER>" }; zle -N show; bindkey "^X" show; print READ""Y'
            zpty -w shell "$setup"
            await '*READY*'
            zpty -w -n shell {{"$'"}}{{line.Replace("\\", "\\\\").Replace("'", "\\'")}}\x18{{"'"}}
            await '*<gexia*>*'
            print -r -- "${${text##*<}%%>*}"
            zpty -d shell
            """)).TrimEnd();
        Assert.Equal("gexia train", Zsh("gexia tra"));
        Assert.Equal("gexia convert --dtype bfloat16", Zsh("gexia convert --dtype b"));
        Assert.Equal("gexia convert --dtype=bfloat16", Zsh("gexia convert --dtype=b"));
        Assert.Equal("gexia train sp\\ ace.json", Zsh("gexia train sp"));
        Assert.Equal("gexia train \\$\\(touch\\ harmed\\).json --resume", Zsh("gexia train \\$\\(touch\\ harmed\\).json --resu"));
    }

    [Fact]
    public void An_unknown_shell_is_told_which_there_are() =>
        Assert.Contains("bash, zsh, fish, pwsh; got 'tcsh'", CliResult.Run("completion", "tcsh").OneErrorLine(2));
}
