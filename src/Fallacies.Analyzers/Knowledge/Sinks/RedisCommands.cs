namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>The commands of Redis by what a repetition does.</summary>
internal static class RedisCommands
{
    public const string Safe = """
        ArrayCount ArrayGet ArrayGetRange ArrayGrep ArrayInfo ArrayLastItems ArrayLength ArrayNext ArrayScan
        DebugObject IdentifyEndpoint LockQuery ScriptEvaluateReadOnly ScriptEvaluateReadOnlyResp Sort
        GeoDistance GeoHash GeoPosition GeoRadius GeoSearch
        HashExists HashFieldGetExpireDateTime HashFieldGetTimeToLive HashGet HashGetAll HashGetLease HashKeys HashLength HashRandomField HashRandomFields
        HashRandomFieldsWithValues HashScan HashScanNoValues HashStringLength HashValues HyperLogLogLength
        KeyDump KeyEncoding KeyExists KeyExpireTime KeyFrequency KeyIdleTime KeyRandom KeyRefCount KeyTimeToLive KeyType
        ListGetByIndex ListLength ListPosition ListPositions ListRange
        SetCombine SetCombineLength SetContains SetIntersectionLength SetLength SetMembers SetRandomMember SetRandomMembers SetScan
        SortedSetCombine SortedSetCombineWithScores SortedSetIntersectionLength SortedSetLength SortedSetLengthByValue SortedSetRandomMember SortedSetRandomMembers
        SortedSetRandomMembersWithScores SortedSetRangeByRank SortedSetRangeByRankWithScores SortedSetRangeByScore SortedSetRangeByScoreWithScores
        SortedSetRangeByValue SortedSetRank SortedSetScan SortedSetScore SortedSetScores
        StreamConsumerInfo StreamGroupInfo StreamInfo StreamLength StreamPending StreamPendingMessages StreamRange StreamRead
        StringBitCount StringBitPosition StringDigest StringGet StringGetBit StringGetLease StringGetRange StringGetWithExpiry StringLength
        StringLongestCommonSubsequence StringLongestCommonSubsequenceLength StringLongestCommonSubsequenceWithMatches
        VectorSetContains VectorSetDimension VectorSetGet* VectorSetInfo VectorSetLength VectorSetRandomMember VectorSetRandomMembers VectorSetRange
        VectorSetRangeEnumerate VectorSetSimilaritySearch
        """;

    public const string Idempotent = """
        ArrayDelete ArraySet GeoAdd GeoRemove GeoSearchAndStore
        HashDelete HashFieldExpire HashFieldGetAndSetExpiry HashFieldGetLeaseAndSetExpiry HashFieldPersist HashFieldSetAndSetExpiry HashSet HyperLogLogAdd HyperLogLogMerge
        KeyCopy KeyDelete KeyExpire KeyMove KeyPersist KeyRename KeyRestore KeyTouch
        ListSetByIndex LockExtend LockRelease LockTake
        SetAdd SetCombineAndStore SetMove SetRemove SortAndStore
        SortedSetAdd SortedSetCombineAndStore SortedSetRangeAndStore SortedSetRemove SortedSetRemoveRangeByScore SortedSetRemoveRangeByValue SortedSetUpdate
        StreamAcknowledge StreamAcknowledgeAndDelete StreamConfigure StreamConsumerGroupSetPosition StreamCreateConsumerGroup StreamDelete StreamDeleteConsumer
        StreamDeleteConsumerGroup StreamTrim StreamTrimByMinId
        StringBitOperation StringDelete StringGetSet StringGetSetExpiry StringSet StringSetAndGet StringSetBit StringSetRange
        VectorSetAdd VectorSetRemove VectorSetSetAttributesJson
        """;

    // What reads and removes is here too: its first answer may have been lost.
    public const string Unsafe = """
        HashDecrement HashFieldGetAndDelete HashFieldGetLeaseAndDelete HashIncrement
        ListInsertAfter ListInsertBefore ListLeftPop ListLeftPush ListMove ListRightPop ListRightPopLeftPush ListRightPush
        Publish SetPop SortedSetDecrement SortedSetIncrement SortedSetPop SortedSetRemoveRangeByRank
        StreamAdd StringAppend StringDecrement StringGetDelete StringIncrement
        """;

    public const string Unknown = """
        ArrayDeleteRange ArrayInsert ArrayOperation ArrayRing ArraySeek
        Execute ExecuteResp HashImport KeyMigrate ListRemove ListTrim ScriptEvaluate ScriptEvaluateResp
        StreamAutoClaim StreamAutoClaimIdsOnly StreamClaim StreamClaimIdsOnly StreamNegativeAcknowledge StreamReadGroup StringBitField
        """;

    public const string Batches = """
        StringGet=StringGet(RedisKey[]) StringSet=StringSet(KeyValuePair<RedisKey,RedisValue>[])
        KeyDelete=KeyDelete(RedisKey[]) KeyExists=KeyExists(RedisKey[]) KeyTouch=KeyTouch(RedisKey[])
        HashGet=HashGet(RedisKey,RedisValue[]) HashSet=HashSet(RedisKey,HashEntry[]) HashDelete=HashDelete(RedisKey,RedisValue[])
        SetAdd=SetAdd(RedisKey,RedisValue[]) SetRemove=SetRemove(RedisKey,RedisValue[]) SetContains=SetContains(RedisKey,RedisValue[])
        SortedSetAdd=SortedSetAdd(RedisKey,SortedSetEntry[]) SortedSetRemove=SortedSetRemove(RedisKey,RedisValue[]) SortedSetScore=SortedSetScores(RedisKey,RedisValue[])
        ListLeftPush=ListLeftPush(RedisKey,RedisValue[]) ListRightPush=ListRightPush(RedisKey,RedisValue[]) HyperLogLogAdd=HyperLogLogAdd(RedisKey,RedisValue[])
        GeoAdd=GeoAdd(RedisKey,GeoEntry[]) StreamAcknowledge=StreamAcknowledge(RedisKey,RedisValue,RedisValue[])
        """;
}
