namespace Gexia.Cli;

/// <summary>What the program's exit code tells a script. README.md lists the same table.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The command worked but had nothing to give, such as an empty result.</summary>
    public const int NothingFound = 1;

    /// <summary>The command line itself is wrong: unknown verb or option, missing or impossible value.</summary>
    public const int Usage = 2;

    /// <summary>An input is missing, unreadable or malformed, or an output cannot be written.</summary>
    public const int BadInput = 3;

    /// <summary>A part of the input could be used and a part could not; a warning says which.</summary>
    public const int Partial = 4;

    /// <summary>A defect of the program itself (EX_SOFTWARE of sysexits.h); --verbose shows the trace.</summary>
    public const int Internal = 70;

    /// <summary>Ended by Ctrl-C or a termination signal (128 + SIGINT, as shells say it).</summary>
    public const int Cancelled = 130;

    /// <summary>Whoever read standard output has gone (128 + SIGPIPE, as shells say it of other tools); nothing is said.</summary>
    public const int ReaderGone = 141;
}
