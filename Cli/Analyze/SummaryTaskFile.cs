using Gexia.Data.Granularities;
using Gexia.Io;

namespace Gexia.Cli.Analyze;

/// <summary>Drawn tasks as a file, so that somebody can write references into it, or measure another summariser on the same.</summary>
internal static class SummaryTaskFile
{
    /// <summary>Writes what <see cref="SummaryTask.Read"/> reads.</summary>
    public static void Write(string path, IEnumerable<SummaryTask> tasks) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        foreach (var task in tasks)
        {
            JsonText.WriteLine(writer, json =>
            {
                json.WriteStartObject();
                json.WriteString("text", task.Text);
                json.WriteString("reference", task.Reference);
                json.WriteNumber("clips", task.Clips);
                json.WriteEndObject();
            });
        }
    });
}
