namespace Gexia.Cli.Demo;

/// <summary>What the command line asks of a demo; null where it leaves the choice to the demo.</summary>
/// <param name="Folder">Receives data, runs and report.</param>
/// <param name="Seed">The first seed.</param>
/// <param name="Seeds">How many.</param>
/// <param name="Steps">Updates of each training.</param>
/// <param name="Sources">Sources to train on.</param>
/// <param name="Unseen">Sources to test on.</param>
/// <param name="Changes">Changed settings.</param>
/// <param name="Device">Where to compute; null for the processor.</param>
/// <param name="Resume">Go on with what the folder holds.</param>
internal sealed record DemoRequest(
    string Folder, ulong Seed, int Seeds, int? Steps, int? Sources, int? Unseen, IReadOnlyList<string> Changes, Device? Device,
    bool Resume);
