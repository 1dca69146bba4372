namespace Gexia.Tests.Architecture;

/// <summary>
/// What holds of the sources. Where a rule is still broken, <c>ratchet.txt</c> says how often in which folder; the numbers only fall.
/// </summary>
public class SourceRuleTests
{
    private static readonly Dictionary<(string Rule, string Room), int> Allowed =
        SourceTree.Read("Tests/Architecture/ratchet.txt").ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(" | ")).ToDictionary(row => (row[0], row[1]), row => int.Parse(row[2]));

    public static TheoryData<string> Rules => [.. SourceRules.All.Keys];

    [Theory, MemberData(nameof(Rules))]
    public void A_rule_is_kept(string rule)
    {
        var problems =
            from room in SourceRules.All[rule]().GroupBy(breach => breach.Room)
            let most = Allowed.GetValueOrDefault((rule, room.Key))
            where room.Count() > most
            select $"{rule}: {room.Count()} in {room.Key}, and no more than {most} are allowed.\n  {string.Join("\n  ", room)}\n";
        var text = string.Concat(problems);
        Assert.True(text.Length == 0, text);
    }

    [Fact]
    public void Every_exception_is_of_a_rule() =>
        Assert.All(Allowed.Keys, key => Assert.Contains(key.Rule, SourceRules.All.Keys.Append("field of a kernel")));

    [Fact]
    public void Kernels_hold_tensors_and_numbers()
    {
        Assert.True(KernelRules.Kernels.Count > 20, $"only {KernelRules.Kernels.Count} kernels were found");
        var breaches = KernelRules.Kernels.SelectMany(KernelRules.Breaches).ToArray();
        var most = Allowed.GetValueOrDefault(("field of a kernel", "."));
        Assert.True(
            breaches.Length <= most, $"{breaches.Length} fields, and no more than {most} are allowed.\n{string.Join('\n', breaches)}");
    }
}
