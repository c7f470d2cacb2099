using Keelson.Uefi;

namespace Keelson.RuntimeServices;

/// <summary>What a service answered when it was asked the same several times.</summary>
public struct RoundTally
{
    /// <summary>Calls, those that faulted included.</summary>
    public uint Count { get; private set; }
    public uint Faults { get; private set; }

    /// <summary>Calls with the status of the first one that answered, and that status.</summary>
    public uint Alike { get; private set; }
    public EfiStatus First { get; private set; }

    /// <summary>The newest status that was another one.</summary>
    public EfiStatus Other { get; private set; }

    /// <summary>Calls whose status was right and whose result was not.</summary>
    public uint Wrong { get; private set; }

    private readonly uint Answered => Count - Faults;

    /// <summary>Calls that answered with another status than the first.</summary>
    public readonly uint Others => Answered - Alike;

    /// <summary>The same answer each time, and never the right one: what is wrong is not that it changes.</summary>
    public readonly bool IsAlwaysWrong => Faults == 0 && Others == 0 && Wrong == Count && Count != 0;

    public readonly bool IsSteady => Faults == 0 && Others == 0 && Wrong == 0;

    public void AddFault()
    {
        Count++;
        Faults++;
    }

    public void Add(EfiStatus status, RoundResult result)
    {
        First = Answered == 0 ? status : First;
        Count++;
        if (status == First)
        {
            Alike++;
        }
        else
        {
            Other = status;
        }
        Wrong += result == RoundResult.Wrong ? 1u : 0;
    }
}

/// <summary>What came with a status.</summary>
public enum RoundResult
{
    Right,
    Wrong,
}
