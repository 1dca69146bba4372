using Gexia.Data.Image;
using Gexia.Data.Text;
using Gexia.Data.Weights;
using Gexia.Io;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;

namespace Gexia.Pretrained;

/// <summary>Opens any published CLIP with a vision transformer, and writes one that the reference library loads.</summary>
/// <remarks>
/// The namespace is not <c>Gexia.Training.Clip</c>, since <c>Clip</c> would then mean two namespaces wherever both are in reach.
/// </remarks>
/// <example><code>
/// var clip = ClipFolder.Open("clip-vit-base-patch32");
/// var ids = clip.Tokenizer!.EncodeForModel("a cat jumps", clip.Config.Text.ContextLength, out _);
/// var text = clip.Model.EncodeText(TextIds.Of(ids, ids.Length, endOfText: clip.Config.Text.EndOfText));     // [1, projection width]
/// </code></example>
public static class ClipFolder
{
    /// <summary>Weights' file that <see cref="Save"/> writes.</summary>
    public const string WeightsName = "model.safetensors";

    private const int ClipVocabulary = 49_408;

    // In this order: the safe format first, then whatever there is.
    private static readonly string[] weightsNames =
        [WeightsName, "model.safetensors.index.json", "pytorch_model.bin", "open_clip_model.safetensors", "open_clip_pytorch_model.bin"];

    /// <summary>
    /// Opens a folder as Hugging Face publishes it, or a file of weights: safetensors in either naming, a PyTorch archive, or OpenAI's
    /// TorchScript archive, of which only the tensors are read. Files beside the weights (<c>config.json</c>,
    /// <c>preprocessor_config.json</c>, a tokenizer) are used where they are.
    /// </summary>
    /// <param name="path">The folder or the file.</param>
    /// <param name="options">What the files do not say.</param>
    /// <exception cref="GexiaException">
    /// There is no such model, a file is malformed (<see cref="WeightsException"/>, <see cref="SafeTensorsException"/>) or says too little,
    /// where the message says which option helps, names are missing or unexpected or of another shape (<see cref="StateException"/>, all at
    /// once), a weight is not finite, or the tokenizer does not belong to the model.
    /// </exception>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static LoadedClip Open(string path, ClipOptions? options = null)
    {
        options ??= new();
        var (folder, file) = Locate(path);
        using var weights = WeightsFile.Open(file);
        var clip = new ClipWeights(weights, options.AllowNonFinite);
        var (config, source) = Configure(folder, file, weights, clip, options);

        // The tokenizer and the preprocessing are small; their faults are found before the weights are read.
        var preprocessing = Path.Combine(folder, PreprocessorFile.FileName) is var processor && File.Exists(processor)
            ? PreprocessorFile.Read(processor, config.Vision.ImageSize)
            : ClipPreprocessing.Standard(config.Vision.ImageSize);
        var warnings = new List<string>();
        var tokenizer = OpenTokenizer(folder, options, config, warnings);

        var scope = ParameterScope.From(clip, options.Type, options.Device);
        if (options.Pack is { } format) scope = scope.Packed(format);
        var model = new ClipModel(scope, config);
        scope.Complete();
        return new LoadedClip(model, tokenizer, preprocessing, source, warnings);
    }

    /// <summary>
    /// Looks whether there is a model to open, without reading its weights: the file of weights is there and has a header of its format,
    /// and the configuration and the preprocessing beside it are well-formed.
    /// </summary>
    /// <param name="path">The folder or the file.</param>
    /// <exception cref="GexiaException">There is no such model, or one of these is malformed.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static void Require(string path)
    {
        var (folder, file) = Locate(path);
        WeightsFile.Open(file).Dispose();
        var config = Path.Combine(folder, ClipConfigFile.FileName);
        if (!File.Exists(config)) return;
        var processor = Path.Combine(folder, PreprocessorFile.FileName);
        var size = ClipConfigFile.Read(config).Vision.ImageSize;
        if (File.Exists(processor)) PreprocessorFile.Read(processor, size);
    }

    private static (string Folder, string File) Locate(string path)
    {
        if (File.Exists(path)) return (Path.GetDirectoryName(Path.GetFullPath(path))!, path);
        if (!Directory.Exists(path)) throw new GexiaException($"ClipFolder: {path} does not exist.");
        return weightsNames.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists) is { } file
            ? (path, file)
            : throw new GexiaException(
                $"ClipFolder: {path} holds none of {string.Join(", ", weightsNames)}. Name the file itself if it is called otherwise.");
    }

    private static (ClipConfig Config, ClipSource Source) Configure(
        string folder, string file, WeightsFile weights, ClipWeights clip, ClipOptions options)
    {
        var configPath = Path.Combine(folder, ClipConfigFile.FileName);
        var hasConfig = File.Exists(configPath);
        var notes = hasConfig ? new BareNotes() : BareNotes.Read(weights);
        var config = hasConfig ? ClipConfigFile.Read(configPath) : ClipSizes.Read(file, clip);
        config = config with
        {
            Vision = config.Vision with
            {
                Tower = With(
                    config.Vision.Tower, notes.VisionActivation, options.VisionHeads ?? notes.VisionHeads, notes.VisionEpsilon, "vision")
            },
            Text = config.Text with
            {
                Tower = With(config.Text.Tower, notes.TextActivation, options.TextHeads ?? notes.TextHeads, notes.TextEpsilon, "text"),
                EndOfText = hasConfig ? config.Text.EndOfText : notes.EndOfText,
            },
        };
        ClipBounds.Require(file, config);
        var types = weights.Entries.Values.GroupBy(entry => entry.StoredType, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal).ToDictionary(
                group => group.Key, group => group.Sum(entry => entry.Length), StringComparer.Ordinal);
        var from = hasConfig ? ClipConfigFile.FileName : notes.VisionHeads is not null ? "the file's notes" : null;
        return (config, new ClipSource(
            weights.Files, weights.Format, clip.Naming, types, hasConfig ? ClipConfigFile.FileName : "the tensors' shapes",
            options.VisionHeads is not null || options.TextHeads is not null ? "an option" : from ?? $"width/{ClipSizes.HeadWidth}",
            options.Activation is not null ? "an option" : from ?? "OpenAI's archive"));

        TowerConfig With(TowerConfig tower, Activation? noted, int? heads, double? epsilon, string name)
        {
            var activation = options.Activation ?? noted ?? (hasConfig
                ? tower.Activation
                : weights.IsScript ? Activation.QuickGelu
                : throw new WeightsException(file,
                    "bare weights do not say their activation, and no config.json lies beside them. "
                    + "State it: quick_gelu for OpenAI's models, gelu for most others (OpenCLIP, LAION)."));
            if (heads is null && !hasConfig && tower.Width % ClipSizes.HeadWidth != 0)
                throw new WeightsException(
                    file,
                    $"the {name} width ({tower.Width}) is no multiple of {ClipSizes.HeadWidth}, so its number of heads cannot be guessed. "
                    + $"State it, or put config.json beside the weights.");
            if (heads is { } stated && (stated < 1 || tower.Width % stated != 0))
                throw new WeightsException(file, $"{stated} heads do not divide the {name} width ({tower.Width}).");
            return tower with { Activation = activation, Heads = heads ?? tower.Heads, Epsilon = epsilon ?? tower.Epsilon };
        }
    }

    private static ITokenizer? OpenTokenizer(string folder, ClipOptions options, ClipConfig config, List<string> warnings)
    {
        var place = options.Tokenizer ?? folder;
        // Weights alone, such as OpenAI's archives: a table of just CLIP's size is read with CLIP's vocabulary.
        if (options.Tokenizer is null && !TokenizerFolder.Exists(folder) && config.Text.VocabularySize != ClipVocabulary) return null;
        var tokenizer = options.Tokenizer is null && !TokenizerFolder.Exists(folder) ? BpeTokenizer.Clip : TokenizerFolder.Open(place);
        if (config.Text.EndOfText is { } end && end != tokenizer.EndOfText)
            throw new WeightsException(
                place,
                $"the tokenizer ends texts with id {tokenizer.EndOfText}, but the model pools them at {end} ({EndToken.Name}). "
                + $"They do not belong together.");
        if (config.Text.EndOfText is null && tokenizer.EndOfText != tokenizer.VocabularySize - 1)
            warnings.Add(
                $"the model pools texts at their largest id, but the tokenizer has ids above its end token ({tokenizer.EndOfText}): a text "
                + $"that holds one is pooled there. State {EndToken.Name} in text_config if that is not meant.");
        if (tokenizer.VocabularySize > config.Text.VocabularySize)
            throw new WeightsException(
                place,
                $"the tokenizer has {tokenizer.VocabularySize} ids, but the model's table only {config.Text.VocabularySize} rows. "
                + $"They do not belong together.");
        if (tokenizer.VocabularySize < config.Text.VocabularySize)
            warnings.Add(
                $"the tokenizer has {tokenizer.VocabularySize} ids and the model's table {config.Text.VocabularySize} rows: the other rows "
                + $"are never used.");
        return tokenizer;
    }

    /// <summary>
    /// Writes <c>config.json</c>, <c>preprocessor_config.json</c> and <c>model.safetensors</c> in Hugging Face's names: q, k and v apart,
    /// projections transposed; and the tokenizer's files. The same model gives the same bytes. Weights that were there are taken away
    /// before the first other file is replaced, and the new ones, written before that, come last: a folder with weights is of one model.
    /// </summary>
    /// <param name="folder">Made when missing.</param>
    /// <param name="model">The model.</param>
    /// <param name="type">How the weights are stored: float32, float16, bfloat16 or float64. Narrowing rounds to nearest.</param>
    /// <param name="preprocessing">Written as <c>preprocessor_config.json</c>; OpenAI's when left out.</param>
    /// <param name="tokenizer">Its files are written, too; null for none.</param>
    /// <param name="allowNonFinite">Write NaN and infinity as they are.</param>
    /// <returns>How many values other than 0 are too small for the dtype and were written as 0.</returns>
    /// <exception cref="GexiaException">A weight is not finite, or too large for the dtype: nothing was written.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="ArgumentException"><paramref name="type"/> is no floating dtype.</exception>
    public static long Save(
        string folder, ClipModel model, DType type = DType.Float32, ClipPreprocessing? preprocessing = null, ITokenizer? tokenizer = null,
        bool allowNonFinite = false)
    {
        var path = Path.Combine(folder, WeightsName);
        var (stored, vanished) = Stored(path, model, type, allowNonFinite);
        using var weights = StagedFile.Make(
            path, stream => SafeTensorsWriter.Write(stream, HuggingFaceNames.FromOpenAi(stored), BareNotes.Of(model.Config)));
        File.Delete(path);
        tokenizer?.Save(folder);
        ClipConfigFile.Write(Path.Combine(folder, ClipConfigFile.FileName), model.Config, model.LogitScale.At(), type);
        PreprocessorFile.Write(
            Path.Combine(folder, PreprocessorFile.FileName), preprocessing ?? ClipPreprocessing.Standard(model.Config.Vision.ImageSize));
        weights.Put();
        return vanished;
    }

    /// <summary>
    /// Writes a bare safetensors file in OpenAI's names; heads, activations and the end token are notes of it, which
    /// only this library reads.
    /// </summary>
    /// <param name="path">The file, replaced atomically.</param>
    /// <param name="model">The model.</param>
    /// <param name="type">How the weights are stored.</param>
    /// <param name="allowNonFinite">Write NaN and infinity as they are.</param>
    /// <returns>How many values other than 0 are too small for the dtype and were written as 0.</returns>
    /// <exception cref="GexiaException">A weight is not finite, or too large for the dtype: nothing was written.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="ArgumentException"><paramref name="type"/> is no floating dtype.</exception>
    public static long SaveBare(string path, ClipModel model, DType type = DType.Float32, bool allowNonFinite = false)
    {
        var (stored, vanished) = Stored(path, model, type, allowNonFinite);
        SafeTensorsWriter.Write(path, stored, BareNotes.Of(model.Config));
        return vanished;
    }

    private static (List<KeyValuePair<string, Tensor>> Values, long Vanished) Stored(
        string path, ClipModel model, DType type, bool allowNonFinite)
    {
        if (type is not (DType.Float32 or DType.Float64 or DType.Float16 or DType.BFloat16))
            throw new ArgumentException(
                $"ClipFolder: weights are stored as float32, float16, bfloat16 or float64, not {type}.", nameof(type));
        if (!allowNonFinite)
            FiniteWeights.RequireToSave(path, model.Parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)));
        var (values, vanished) = (new List<KeyValuePair<string, Tensor>>(), 0L);
        foreach (var parameter in model.Parameters)
        {
            var value = parameter.Value.Detach();
            var narrow = Narrowing.To(type, value, $"{path}: is not written, because '{parameter.Name}'");
            vanished += Narrowing.Vanished(value, narrow);
            values.Add(KeyValuePair.Create(parameter.Name, narrow));
        }
        return (values, vanished);
    }
}
