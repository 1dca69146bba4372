using Gexia.Io;

namespace Gexia.Training.Runs;

/// <summary>What <c>model.start</c> leads to.</summary>
/// <param name="Weights">The file of the model's weights.</param>
/// <param name="Run">The run that it belongs to; null for a file by itself.</param>
internal sealed record StartPlace(string Weights, RunFolder? Run)
{
    /// <summary>A run's folder stands for its last weights; a file that lies in a run's folder belongs to that run.</summary>
    /// <param name="path">The folder or the file.</param>
    /// <exception cref="GexiaException">There is nothing, or the folder holds no finished training.</exception>
    public static StartPlace Of(string path)
    {
        if (InputFolder.Problem(path) is not null)
        {
            if (InputFile.Problem(path) is { } problem) throw new GexiaException(
                $"model.start: {path}: {problem}. Name a run that train wrote, or a safetensors file, with --set model.start=PATH.");
            var beside = new RunFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return new(path, File.Exists(beside.Config) ? beside : null);
        }
        var run = new RunFolder(path);
        var weights = run.ModelWeights;
        foreach (var file in (string[])[run.Config, weights])
            if (!File.Exists(file))
            {
                throw new GexiaException(
                    $"model.start: {path}: is no finished training: there is no {Path.GetFileName(file)}. Name a run that train wrote, or "
                    + "a safetensors file.");
            }
        return new(weights, run);
    }
}
