namespace Keelson.Tools.Weaving;

/// <summary>
/// Byte-pair encoding (P. Gage, "A New Algorithm for Data Compression", The C Users Journal, February 1994): bytes that
/// no text has stand for the pairs that come most often, those of such bytes included. English comes out at a half, and
/// what takes it apart is a few instructions (portable, <c>Text/TextPairs.cs</c>).
/// </summary>
internal static class BytePairs
{
    /// <summary>What a byte of the table has to save at least.</summary>
    private const int MinimumPlaces = 4;
    private const int FirstCode = Keelson.Text.TextPairs.FirstCode;
    private const int PairSize = 2;

    /// <summary>
    /// Both bytes of each code's pair, from <see cref="FirstCode"/> on. A pair has lower codes only; a code that stands
    /// for itself, as a text has it, has itself twice.
    /// </summary>
    public static byte[] Find(IEnumerable<byte[]> texts)
    {
        byte[][] packed = [.. texts];
        HashSet<byte> used = [.. packed.SelectMany(text => text)];
        List<byte> pairs = [];
        for (int code = FirstCode; code <= byte.MaxValue; code++)
        {
            if (used.Contains((byte)code))
            {
                pairs.AddRange([(byte)code, (byte)code]);
                continue;
            }

            ((byte First, byte Second) pair, int places) = MostFrequent(packed, used);
            if (places < MinimumPlaces)
            {
                break;
            }

            pairs.AddRange([pair.First, pair.Second]);
            packed = [.. packed.Select(text => Replace(text, pair, (byte)code))];
        }

        return [.. pairs];
    }

    /// <param name="pairs">What <see cref="Find"/> made of this text among others.</param>
    public static byte[] Pack(byte[] text, byte[] pairs)
    {
        for (int at = 0; at < pairs.Length; at += PairSize)
        {
            byte code = (byte)(FirstCode + (at / PairSize));
            text = pairs[at] == code ? text : Replace(text, (pairs[at], pairs[at + 1]), code);
        }

        return text;
    }

    /// <summary>Of several pairs that come as often the lowest, so that a build repeats.</summary>
    /// <param name="used">By the texts themselves: such a byte may be above the pair's code.</param>
    private static ((byte, byte) Pair, int Places) MostFrequent(byte[][] texts, HashSet<byte> used)
    {
        Dictionary<(byte, byte), int> places = [];
        foreach (byte[] text in texts)
        {
            for (int at = 0; at + 1 < text.Length; at++)
            {
                (byte, byte) pair = (text[at], text[at + 1]);
                places[pair] = places.GetValueOrDefault(pair) + 1;
                // Of three that are the same two make a pair.
                at += at + 2 < text.Length && text[at] == text[at + 1] && text[at] == text[at + 2] ? 1 : 0;
            }
        }

        return places
            .Where(one => !IsOwn(one.Key.Item1) && !IsOwn(one.Key.Item2))
            .OrderByDescending(one => one.Value)
            .ThenBy(one => one.Key)
            .Select(one => (one.Key, one.Value))
            .FirstOrDefault();

        bool IsOwn(byte unit) => unit >= FirstCode && used.Contains(unit);
    }

    private static byte[] Replace(byte[] text, (byte First, byte Second) pair, byte code)
    {
        List<byte> replaced = [];
        for (int at = 0; at < text.Length; at++)
        {
            bool isPair = at + 1 < text.Length && (text[at], text[at + 1]) == pair;
            replaced.Add(isPair ? code : text[at]);
            at += isPair ? 1 : 0;
        }

        return [.. replaced];
    }
}
