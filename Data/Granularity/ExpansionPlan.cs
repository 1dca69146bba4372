using Gexia.Io;

namespace Gexia.Data.Granularities;

/// <summary>An ordered list of expansion steps: which granularities are made of which, and how.</summary>
/// <remarks>
/// GEXIA §3.1 lets the operations be chained and recursed without limit. The first step's input is the plan's; each further step reads
/// that or an earlier step's output. A plan may come from a stranger, so what one run makes is limited: all steps together make at most the
/// plan's input once for each step, and beyond that 2^21 pairs, 2^25 segments of video and 2^28 characters of text. What can be expected is
/// compared with this before each step, what is made while it is made.
/// </remarks>
public sealed class ExpansionPlan
{
    private const int MostSteps = 64;

    /// <summary>A plan of <paramref name="steps"/>.</summary>
    /// <exception cref="ArgumentException">There are no steps or more than 64, a step reads what nothing makes, or two
    /// make the same.</exception>
    public ExpansionPlan(IReadOnlyList<ExpansionStep> steps)
    {
        if (steps.Count is 0 or > MostSteps) throw new ArgumentException($"an expansion plan has 1..{MostSteps} steps; got {steps.Count}.");
        Steps = steps;
        var known = new List<string> { Input.Name };
        for (var i = 0; i < steps.Count; i++)
        {
            string from = steps[i].In.Name, to = steps[i].Out.Name;
            if (!known.Contains(from))
                throw new ArgumentException($"step {i + 1} reads {from}, which no earlier step makes. Nearest: {Nearest.To(from, known)}.");
            if (known.Contains(to)) throw new ArgumentException($"step {i + 1} makes {to}, which is there already.");
            known.Add(to);
        }
    }

    /// <summary>The plan of the paper, SVST → LVLT → LVST: integration by source with at least four pairs, then summaries.</summary>
    public static ExpansionPlan Default { get; } = LoadDefault();

    /// <summary>The steps in order.</summary>
    public IReadOnlyList<ExpansionStep> Steps { get; }

    /// <summary>The granularity that the plan starts from.</summary>
    public Granularity Input => Steps[0].In;

    /// <summary>What its first integration puts between texts; null where there is none, or where sentences keep their borders.</summary>
    public string? Separator => Steps.Select(step => step switch
    {
        IntegrateBySource bySource => bySource.Options,
        IntegrateRandom random => random.Options,
        IntegrateGroups groups => groups.Options,
        _ => null,
    }).FirstOrDefault(options => options is not null)?.Separator;

    /// <summary>Reads a plan file: JSON with comments, a list of <c>{"op","in","out"}</c> with the op's own parameters.</summary>
    /// <remarks>
    /// Ops: <c>IntegrateBySource</c> (minPairs, maxClips, separator), <c>IntegrateRandom</c> (the same; count, clips),
    /// <c>IntegrateGroups</c> (groupSize, order: given | random, separator), <c>CompressText</c> (targetWords), <c>CompressVideo</c>.
    /// </remarks>
    /// <exception cref="GexiaException">There is no such file, or it is malformed, names an unknown op or key (the nearest known one is
    /// named), or its steps do not fit together.</exception>
    public static ExpansionPlan Open(string path)
    {
        const long largest = 1 << 20;
        return PlanFile.Parse(InputFile.ReadAllUtf8(path, largest), path);
    }

    private static ExpansionPlan LoadDefault()
    {
        using var stream = typeof(ExpansionPlan).Assembly.GetManifestResourceStream("Gexia.Data.DefaultPlan.json")!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return PlanFile.Parse(content, "the default plan");
    }
}
