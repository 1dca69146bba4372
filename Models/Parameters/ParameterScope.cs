namespace Gexia.Models;

/// <summary>
/// A place in the tree of parameter names, and where their values come from. A model's constructor asks it for each parameter
/// once by name, so one constructor both initialises a model and loads a checkpoint.
/// </summary>
public sealed class ParameterScope
{
    private readonly State state;
    private readonly string path;

    private ParameterScope(State state, string path)
    {
        this.state = state;
        this.path = path;
    }

    /// <summary>
    /// Fresh values: every parameter is drawn from its own stream of <paramref name="rng"/>, by name, so adding one changes no other.
    /// </summary>
    /// <param name="rng">Source of the values.</param>
    /// <param name="type">float32, or float64 for gradient checks.</param>
    /// <param name="device">Where the model lives; null for <see cref="Gexia.Device.Default"/>.</param>
    public static ParameterScope Fresh(Rng rng, DType type = DType.Float32, Device? device = null) =>
        new(new State(type, device, rng, null), "");

    /// <summary>Stored values; finish with <see cref="Complete"/> so that every bad name is reported at once.</summary>
    /// <param name="values">Tensors by full name, of any floating dtype.</param>
    /// <param name="type">What to compute in.</param>
    /// <param name="device">Where the model lives; null for <see cref="Gexia.Device.Default"/>.</param>
    public static ParameterScope From(IReadOnlyDictionary<string, Tensor> values, DType type = DType.Float32, Device? device = null) =>
        From(new TensorsAsSource(values), type, device);

    /// <summary>
    /// As <see cref="From(IReadOnlyDictionary{string, Tensor}, DType, Gexia.Device)"/>, from values that are read one by
    /// one as they are asked for.
    /// </summary>
    /// <param name="source">Values by full name.</param>
    /// <param name="type">What to compute in.</param>
    /// <param name="device">Where the model lives; null for <see cref="Gexia.Device.Default"/>.</param>
    public static ParameterScope From(IParameterSource source, DType type = DType.Float32, Device? device = null) =>
        new(new State(type, device, null, source), "");

    /// <summary>
    /// This place in a tree whose models compute in a shorter dtype than their parameters have: activations and their gradients are stored
    /// so. Parameters, their gradients, statistics, embeddings and losses stay in float32.
    /// </summary>
    /// <param name="type">float32, bfloat16 or float16; the last two need a GPU.</param>
    /// <exception cref="InvalidOperationException">The type is another, parameters are not float32, or some were made or packed
    /// already.</exception>
    public ParameterScope ComputingIn(DType type)
    {
        if (type == state.Type) return this;
        if (type is not (DType.BFloat16 or DType.Float16) || state.Type != DType.Float32 || state.Pack is not null || state.Made.Count > 0)
            throw new InvalidOperationException(
                $"ParameterScope: models of float32 parameters compute in float32, bfloat16 or float16, which is said before the first is "
                + $"made, and of packed weights in float32. compute: {type}, parameters: {state.Type}, packed: {state.Pack is not null}, "
                + $"made: {state.Made.Count}.");
        state.Shorter = type;
        return this;
    }

    /// <summary>
    /// This place in a tree whose linear maps and tables are packed: for a model that will only be used. They are then no parameters, but
    /// stand in <see cref="ParameterSet.Packed"/>, and what remains asks for no gradient.
    /// </summary>
    /// <remarks>
    /// Packing is a form for the processor. On another device values stay tensors in float32, and a smaller format is refused.
    /// </remarks>
    /// <param name="format">How weights are stored.</param>
    /// <exception cref="InvalidOperationException">The model computes in float64, or has weights already.</exception>
    /// <exception cref="GexiaException">The model lives on a device that has no such format.</exception>
    public ParameterScope Packed(WeightFormat format)
    {
        if (state.Type != DType.Float32 || state.Compute != DType.Float32 || state.Made.Count > 0)
            throw new InvalidOperationException(
                $"ParameterScope: weights are packed in float32 and before the first is made. dtype: {state.Type}, made: "
                + $"{state.Made.Count}.");
        if (state.Device.IsHost || !state.Device.HoldsNumbers) state.Pack = format;
        else if (format != WeightFormat.Float32)
        {
            throw new GexiaException(
                $"Weights in {format.Word()} are a form for the processor; on {state.Device} they are float32. "
                + "Leave the format out, or compute on the processor.");
        }
        return this;
    }

    /// <summary>All parameters made so far below the root, in the order they were asked for.</summary>
    public ParameterSet All => state.Made;

    /// <summary>What parameters are.</summary>
    public DType DType => state.Type;

    /// <summary>What activations are stored in between a model's entrance and its embeddings, see <see cref="ComputingIn"/>.</summary>
    internal DType ComputeType => state.Compute;

    /// <summary>Where the model lives.</summary>
    public Device Device => state.Device;

    /// <summary>The scope of a child: <c>scope.At("ln_1")</c>.</summary>
    public ParameterScope At(string name) => new(state, path.Length == 0 ? name : $"{path}.{name}");

    /// <summary>A parameter: stored under its full name, or drawn by <paramref name="initial"/>.</summary>
    /// <param name="name">Name within this scope.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="role">What it is.</param>
    /// <param name="initial">Gives fresh values from the parameter's own random stream.</param>
    public Tensor Parameter(string name, Shape shape, ParameterRole role, Initializer initial)
    {
        using var outside = TensorScope.Suspend();     // parameters outlive every step, wherever the model is built
        var value = Value(name, shape, initial);
        state.Made.Add(new Parameter(Full(name), state.Pack is null ? value.RequireGradient() : value, role));
        return value;
    }

    private string Full(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private Tensor Value(string name, Shape shape, Initializer initial)
    {
        var full = Full(name);
        state.Asked.Add(full);
        return state.Source is null
            ? initial(state.Rng!.At(0, full), shape, state.Type, state.Device)
            : state.Stored(full, shape) ?? Placeholder(shape);
    }

    /// <summary>The weight of a linear map: a parameter of role <see cref="ParameterRole.Matrix"/>, or packed if this scope is.</summary>
    /// <param name="name">Name within this scope.</param>
    /// <param name="shape">[outputs, …]: the axes after the first are the inputs, as in a convolution whose windows do not overlap.</param>
    /// <param name="initial">Gives fresh values from the parameter's own random stream.</param>
    public LinearWeight Weight(string name, Shape shape, Initializer initial)
    {
        if (state.Pack is not { } format || state.IsMissing(Full(name), shape))
            return new(Parameter(name, shape, ParameterRole.Matrix, initial));
        return new(Packed(name, shape, initial, weight => PackedMatrix.Of(weight.Reshape(shape[0], -1), format)));
    }

    /// <summary>
    /// A table of embeddings that is only looked up: a parameter of role <see cref="ParameterRole.Embedding"/>, or packed if this scope is.
    /// </summary>
    /// <remarks>
    /// In float32 rows are stored as a tensor's already, so it stays one: the largest value of a CLIP is then not in memory twice.
    /// </remarks>
    /// <param name="name">Name within this scope.</param>
    /// <param name="shape">[rows, width].</param>
    /// <param name="initial">Gives fresh values from the parameter's own random stream.</param>
    public LookupTable Table(string name, Shape shape, Initializer initial)
    {
        if (state.Pack is not { } format || format == WeightFormat.Float32 || state.IsMissing(Full(name), shape))
            return new(Parameter(name, shape, ParameterRole.Embedding, initial));
        return new(Packed(name, shape, initial, table => PackedTable.Of(table, format)));
    }

    private TPacked Packed<TPacked>(string name, Shape shape, Initializer initial, Func<Tensor, TPacked> pack) where TPacked : PackedWeight
    {
        using var scope = TensorScope.Begin();          // what is read is needed only until it is packed
        var value = Value(name, shape, initial);
        var packed = pack(value);
        if (packed.Format != WeightFormat.Float32 && !packed.IsFinite && NonFinite.In(value) is null)
            throw new GexiaException(
                $"{Full(name)}: holds a value that {packed.Format.Word()} weights cannot hold. Open the model with float32 weights.");
        state.Made.Add(new PackedParameter(Full(name), shape, packed));
        return packed;
    }

    /// <summary>Reports every missing, unexpected and mis-shaped name at once; gives back what was held only to pack weights.</summary>
    /// <param name="ignore">Stored names that may be left over.</param>
    /// <exception cref="StateException">There is at least one.</exception>
    public void Complete(Func<string, bool>? ignore = null)
    {
        if (state.Source is null) return;
        var unexpected = state.Source.Names.Where(name => !state.Asked.Contains(name) && ignore?.Invoke(name) != true).ToList();
        if (state.Missing.Count + state.Misshaped.Count + unexpected.Count > 0)
            throw new StateException(state.Missing, unexpected, state.Misshaped);
        if (state.Pack is not null) GiveBack(state.Made.Bytes);
    }

    // What was read to be packed is as large as the largest values, and a model that is only used makes so little garbage that the
    // collector might not look for hours. Of a small model it is not worth a collection, which takes as long as the heap is large.
    private static void GiveBack(long bytes)
    {
        TensorScope.TrimPool();
        if (bytes >= WorthACollection) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
    }

    private const long WorthACollection = 8 << 20;

    // Stands for a value that is not there until Complete says so. A single zero seen under the whole shape: a configuration that
    // claims more than its file holds must not cost memory.
    private Tensor Placeholder(Shape shape)
    {
        var zero = Tensor.Zeros(Shape.Scalar, state.Type, state.Device);
        return zero.View(zero.Layout.Expand(shape));
    }

    private sealed class State(DType type, Device? device, Rng? rng, IParameterSource? source)
    {
        public DType Type => type;
        public DType? Shorter { get; set; }
        public DType Compute => Shorter ?? type;
        public Device Device { get; } = device ?? Device.Default;
        public Rng? Rng => rng;
        public IParameterSource? Source => source;
        public ParameterSet Made { get; } = new();
        public WeightFormat? Pack { get; set; }
        public HashSet<string> Asked { get; } = new(StringComparer.Ordinal);
        public List<string> Missing { get; } = [];
        public List<string> Misshaped { get; } = [];

        /// <summary>Whether a value ought to be stored and is not, or in another shape: <see cref="Complete"/> will say so.</summary>
        public bool IsMissing(string name, Shape shape) =>
            source is not null && !(source.ShapeOf(name) is { } stored && shape.Takes(stored));

        public Tensor? Stored(string name, Shape shape)
        {
            var stored = source!.ShapeOf(name);
            if (stored is null) Missing.Add(name);
            else if (shape.Takes(stored)) return source.Read(name, type).To(Device).As(shape);
            else Misshaped.Add($"{name}: stored [{string.Join(", ", stored)}], the model needs {shape}");
            return null;
        }
    }
}

/// <summary>Draws the fresh values of a parameter.</summary>
public delegate Tensor Initializer(Rng rng, Shape shape, DType type, Device device);
