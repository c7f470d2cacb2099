using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Keelson.Tools.Fuzzing;

/// <summary>Says whether an input did something that none before it did.</summary>
internal interface IFeedback
{
    /// <summary>An input is about to be tried.</summary>
    void Begin();

    /// <summary>Asked once, after it.</summary>
    bool IsNew();
}

/// <summary>
/// Branches of portable/ that were taken, where its assembly is one that counts them (<see cref="InstrumentedCopy"/>):
/// in a map as AFL has it, a byte for each pair of places that came one after the other.
/// </summary>
internal sealed class BranchCoverage : IFeedback
{
    private const int MapBytes = 1 << 16;

    private static readonly byte[] s_nothing = new byte[MapBytes];

    private readonly nint _map = Marshal.AllocHGlobal(MapBytes);
    private readonly byte[] _now = new byte[MapBytes];
    private readonly byte[] _seen = new byte[MapBytes];
    private readonly FieldInfo _previous;

    private BranchCoverage(Type trace)
    {
        _previous = Field(trace, "PrevLocation");
        Begin();
        Field(trace, "SharedMem").SetValue(null, _map);
    }

    /// <summary>Pairs seen at some time.</summary>
    public int Branches => _seen.Count(buckets => buckets != 0);

    /// <summary>Null where the parsers that run here do not count.</summary>
    public static BranchCoverage? Current { get; private set; }

    /// <summary>Before any code that counts: it counts into memory that is then there.</summary>
    public static void Prepare() =>
        Current = new BranchCoverage(
            Assembly.Load(InstrumentedCopy.Counter).GetType("SharpFuzz.Common.Trace", throwOnError: true)!
        );

    public void Begin()
    {
        Marshal.Copy(s_nothing, 0, _map, MapBytes);
        _previous.SetValue(null, 0);
    }

    public bool IsNew()
    {
        Marshal.Copy(_map, _now, 0, MapBytes);
        bool isNew = false;
        for (int i = 0, step; (step = _now.AsSpan(i).IndexOfAnyExcept((byte)0)) >= 0; i++)
        {
            i += step;
            byte bucket = Bucket(_now[i]);
            isNew |= (_seen[i] & bucket) == 0;
            _seen[i] |= bucket;
        }
        return isNew;
    }

    /// <summary>
    /// A bit for 1, 2, 3, up to 7, 15, 31, 127 and more: a loop that goes round once more is news only now and then.
    /// </summary>
    internal static byte Bucket(byte count) =>
        count switch
        {
            0 => 0,
            <= 3 => (byte)(1 << (count - 1)),
            < 32 => (byte)(1 << (BitOperations.Log2(count) + 1)),
            < 128 => 0x40,
            _ => 0x80,
        };

    private static FieldInfo Field(Type trace, string name) =>
        trace.GetField(name) ?? throw new MissingFieldException(trace.FullName, name);
}
