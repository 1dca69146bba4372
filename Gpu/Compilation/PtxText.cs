using System.Text.RegularExpressions;

namespace Gexia.Gpu;

/// <summary>Changes to the text that ILGPU writes.</summary>
[Flags]
internal enum PtxChanges
{
    /// <summary>As ILGPU writes it.</summary>
    None = 0,

    /// <summary>No branch that depends on a thread's value is called uniform.</summary>
    Branches = 1,

    /// <summary>Products and sums round on their own: <c>.rn</c> forbids the assembler to contract them.</summary>
    Rounding = 2,

    /// <summary>The target with the instructions of Hopper alone.</summary>
    Hopper = 4,
}

/// <summary>Mends ILGPU's PTX before it is loaded.</summary>
internal static partial class PtxText
{
    /// <summary>The text with all the changes.</summary>
    public static string Change(string text, PtxChanges changes)
    {
        if (changes.HasFlag(PtxChanges.Branches)) text = Indexed().Replace(Predicated().Replace(text, "$1"), "$1");
        if (changes.HasFlag(PtxChanges.Rounding)) text = Contractible().Replace(text, "$1.rn.f");
        if (changes.HasFlag(PtxChanges.Hopper)) text = Architecture().Replace(text, ".target sm_90a");
        return text;
    }

    /// <summary>Branches called uniform although a predicate or an index decides.</summary>
    public static int UniformBranches(string text) => Predicated().Count(text) + Indexed().Count(text);

    /// <summary>Loads and stores of local memory.</summary>
    public static int LocalAccesses(string text) => Local().Count(text);

    /// <summary>Barriers of the group.</summary>
    public static int Barriers(string text) => Barrier().Count(text);

    [GeneratedRegex(@"(@!?%p\d+\s+bra)\.uni")]
    private static partial Regex Predicated();

    [GeneratedRegex(@"(\bbrx\.idx)\.uni")]
    private static partial Regex Indexed();

    [GeneratedRegex(@"\b(mul|add|sub)\.f(?=32|64)")]
    private static partial Regex Contractible();

    [GeneratedRegex(@"\.target sm_\d+\w?")]
    private static partial Regex Architecture();

    [GeneratedRegex(@"\b(ld|st)\.local\b")]
    private static partial Regex Local();

    [GeneratedRegex(@"\bbar\.sync\b")]
    private static partial Regex Barrier();
}
