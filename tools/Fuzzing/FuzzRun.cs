using Keelson.Tools.Workspace;

namespace Keelson.Tools.Fuzzing;

/// <summary>
/// Damaged inputs, one after another, into one target. An input with an outcome that none before it had, or that took
/// a branch which none before it took, is damaged further: so the run gets past the first check of a format.
/// </summary>
internal sealed class FuzzRun
{
    /// <summary>As many as are worth keeping; each target has dozens of outcomes, and some thousand branches.</summary>
    private const int MaximumInputs = 8192;

    private readonly FuzzTarget _target;
    private readonly IFeedback? _feedback;
    private readonly Mutator _mutator;
    private readonly List<byte[]> _inputs;
    private readonly HashSet<int> _outcomes = [];
    private volatile byte[] _current = [];
    private long _count;

    public FuzzRun(FuzzTarget target, ulong seed, IFeedback? feedback = null)
    {
        _target = target;
        _feedback = feedback;
        _mutator = new Mutator(seed);
        _inputs = [.. target.Inputs, .. CorpusOf(target.Name)];
    }

    /// <summary>Inputs tried so far.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>What the target has, or had last.</summary>
    public byte[] Current => _current;

    public int Outcomes => _outcomes.Count;

    /// <summary>What was found at some time, and what is worth starting from.</summary>
    public static IEnumerable<byte[]> CorpusOf(string target)
    {
        string folder = Path.Combine(Repository.Current.Root, "tests", "data", "fuzz", target);
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)
            : [];
    }

    /// <param name="count">Inputs to try, those to start from not counted.</param>
    /// <param name="end">Ends the run sooner.</param>
    /// <exception cref="FuzzFinding">The target did not take one.</exception>
    public void Run(long count, CancellationToken end)
    {
        foreach (byte[] input in _inputs.ToArray())
        {
            Try(input);
        }

        while (Count < count && !end.IsCancellationRequested)
        {
            byte[] sound = _inputs[_mutator.Below(_inputs.Count)];
            byte[] input = _mutator.Damage(sound, _inputs[_mutator.Below(_inputs.Count)]);
            if (Try(input) && _inputs.Count < MaximumInputs)
            {
                _inputs.Add(input);
            }

            Interlocked.Increment(ref _count);
        }
    }

    /// <returns>Whether the outcome is a new one, or a branch.</returns>
    private bool Try(byte[] input)
    {
        _current = input;
        try
        {
            _feedback?.Begin();
            bool isNew = _outcomes.Add(_target.Take(input));
            return (_feedback?.IsNew() ?? false) || isNew;
        }
        catch (Exception error)
        {
            throw new FuzzFinding(_target.Name, input, error);
        }
    }
}

/// <summary>An input that a parser did not take.</summary>
internal sealed class FuzzFinding(string target, byte[] input, Exception error)
    : Exception($"{target}: {error.GetType().Name} on {Convert.ToHexString(input)}: {error.Message}", error)
{
    public byte[] Input { get; } = input;
}
